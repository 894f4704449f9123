using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests.Shadowing;

/// <summary>A facade over two HTTP sides whose answers each test gives, with a route that reads and stands at shadow.</summary>
internal sealed class TwoSides : IAsyncDisposable
{
    private readonly RunningFacade _facade;
    private readonly List<WebApplication> _sides = [];
    private string _plan = "";

    private TwoSides(Action<IServiceCollection>? changed) => _facade = new() { Changed = changed };

    public RequestDelegate Legacy { get; set; } = context => context.Response.WriteAsJsonAsync(new { price = 1.5 });

    public RequestDelegate New { get; set; } = context => context.Response.WriteAsJsonAsync(new { price = 1.50 });

    public RunningFacade Facade => _facade;

    /// <summary>Starts it.</summary>
    /// <param name="protection">What the plan says of the new side besides its address.</param>
    /// <param name="fields">Further fields of the capability, one a line.</param>
    /// <param name="changed">Puts something in the place of the facade's parts.</param>
    public static async Task<TwoSides> StartAsync(
        string protection = "", string fields = "", Action<IServiceCollection>? changed = null)
    {
        var sides = new TwoSides(changed);
        await sides._facade.InitializeAsync();
        var (legacy, @new) = (await sides.SideAsync(c => sides.Legacy(c)), await sides.SideAsync(c => sides.New(c)));
        sides._plan = $$"""
            capability: goods
            owner: goods-team
            sides: { legacy: {{legacy}}, new: { to: "{{@new}}"{{protection}} } }
            routes:
              goods.get: GET /api/goods/{id}
              goods.find: GET /api/goods
              goods.add: POST /api/goods
              goods.change: PUT /api/goods/{id}
            {{fields}}
            """;
        (await sides._facade.ApplyAsync(files =>
        {
            files["capabilities/goods.yaml"] = sides._plan;
            if (fields.Contains("adapter:erp", StringComparison.Ordinal))
                files["systems/erp.yaml"] = "system: erp";
        }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        await sides.ShiftAsync("goods.get", "shadow");
        return sides;
    }

    /// <summary>Applies the plan with another line for one of its routes, and further fields.</summary>
    public async Task ApplyAsync(string route, string fields = "") =>
        (await _facade.ApplyAsync(files => files["capabilities/goods.yaml"] = $"{With(route)}\n{fields}"))
            .StatusCode.ShouldBe(HttpStatusCode.OK);

    /// <summary>Why that plan is refused.</summary>
    public async Task<string> RefusedAsync(string route)
    {
        using var refused = await _facade.ApplyAsync(files => files["capabilities/goods.yaml"] = With(route));
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        return await refused.Content.ReadAsStringAsync();
    }

    public async Task ShiftAsync(string route, string stage) =>
        (await _facade.ShiftAsync(route, new { stage, reason = "the same?" })).StatusCode.ShouldBe(HttpStatusCode.OK);

    public async Task<string> AskAsync(string path = "/api/goods/1", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _facade.Client.SendAsync(request);
        return await answer.Content.ReadAsStringAsync();
    }

    public async Task<JsonElement> EvidenceAsync(string query = "", string route = "goods.get") =>
        await _facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/routes/{route}/evidence{query}");

    /// <summary>Waits until so many requests are compared, or counted as not compared.</summary>
    public Task<JsonElement> EvidenceOfAsync(int requests, string route = "goods.get") =>
        EvidenceOfAsync(requests, route, _facade.Admin, _facade.Admin.DefaultRequestHeaders.Authorization);

    /// <summary>Waits until a node knows of so many.</summary>
    public async Task<JsonElement> EvidenceOfAsync(
        int requests, string route, HttpClient node, AuthenticationHeaderValue? authorization)
    {
        node.DefaultRequestHeaders.Authorization = authorization;
        JsonElement evidence = default;
        await Eventually.HoldsAsync($"{requests} requests in the evidence", async () =>
        {
            evidence = await node.GetFromJsonAsync<JsonElement>($"/hub/api/routes/{route}/evidence");
            return evidence.GetProperty("compared").GetInt64() + NotCompared(evidence).Sum(n => n.Value) >= requests;
        });
        return evidence;
    }

    public static Dictionary<string, long> NotCompared(JsonElement evidence) =>
        evidence.GetProperty("notCompared").EnumerateObject().ToDictionary(n => n.Name, n => n.Value.GetInt64());

    public static List<string> Differences(JsonElement evidence) =>
    [
        .. evidence.GetProperty("differences").EnumerateArray().Select(d =>
            $"{d.GetProperty("count")} × {d.GetProperty("path").GetString()}: {d.GetProperty("what").GetString()}"),
    ];

    public async ValueTask DisposeAsync()
    {
        await _facade.DisposeAsync();
        foreach (var side in _sides)
            await side.DisposeAsync();
    }

    private string With(string route) =>
        string.Join('\n', _plan.Split('\n').Select(line =>
            line.TrimStart().StartsWith(route[..(route.IndexOf(':', StringComparison.Ordinal) + 1)], StringComparison.Ordinal)
                ? $"  {route}"
                : line));

    private async Task<string> SideAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        _sides.Add(app);
        return app.Urls.First();
    }
}

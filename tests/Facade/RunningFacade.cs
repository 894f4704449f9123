using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests;

/// <summary>The facade on a real socket, with two HTTP sides and a pass-through behind it.</summary>
public class RunningFacade : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EchoSide _legacy = null!;
    private EchoSide _new = null!;
    private WebApplication _app = null!;

    /// <summary>What a test puts in the place of parts.</summary>
    internal Action<IServiceCollection>? Changed { get; init; }

    internal HttpClient Client { get; private set; } = null!;

    internal HttpClient Admin { get; private set; } = null!;

    internal AdjustableClock Clock { get; } = new();

    internal IServiceProvider Services => _app.Services;

    internal InFlight InFlight => _app.Services.GetRequiredService<InFlight>();

    internal string LegacyAddress => _legacy.Address;

    internal string NewAddress => _new.Address;

    internal Uri Address => new(_app.Urls.First());

    public async ValueTask InitializeAsync()
    {
        (_legacy, _new) = (await EchoSide.StartAsync("legacy"), await EchoSide.StartAsync("new"));
        _app = await StartAnotherAsync(Changed);
        var token = await _app.Services.GetRequiredService<AccessTokens>().CreateAsync("ann");
        Client = new HttpClient { BaseAddress = Address };
        Admin = new HttpClient { BaseAddress = Address };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>One more node on the same store.</summary>
    internal async Task<WebApplication> StartAnotherAsync(Action<IServiceCollection>? changed = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication? app = null;
        builder.Services.AddSingleton<TimeProvider>(Clock).AddPlatform(new DataFolder(_folder.Path), References)
            .AddNode(_ => new ThisNode("facade", () => app!.Urls.FirstOrDefault() is { } url ? new Uri(url).ToString() : ""))
            .AddFacade();
        changed?.Invoke(builder.Services);
        app = builder.Build();
        app.UseFacade();
        app.MapPublicApi();
        app.MapOwnSurface();
        await app.Services.MigratePlatformAsync();
        await app.Services.MigrateFacadeAsync();
        await app.Services.GetRequiredService<Revisions>().LoadAsync(Plan);
        await app.StartAsync();
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Client.Dispose();
        Admin.Dispose();
        await _app.DisposeAsync();
        await _legacy.DisposeAsync();
        await _new.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A client with a token of its own.</summary>
    internal async Task<HttpClient> AsAsync(string name, AccessRole role, params string[] capabilities)
    {
        var token = await Services.GetRequiredService<AccessTokens>().TryCreateAsync(
            new AccessGrant(name, role, [.. capabilities]), "test", expiresAt: null);
        return With(token.ShouldNotBeNull());
    }

    internal HttpClient With(string token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Shifts a route; that no link joins the sides of one that writes is accepted.</summary>
    internal Task<HttpResponseMessage> ShiftAsync(string route, object request)
    {
        var body = JsonSerializer.SerializeToNode(request, JsonSerializerOptions.Web)!.AsObject();
        body.TryAdd("acceptSplit", true);
        return Admin.PostAsJsonAsync($"/hub/api/routes/{route}/shift", body);
    }

    internal Task<HttpResponseMessage> RollbackAsync(string route) =>
        Admin.PostAsJsonAsync($"/hub/api/routes/{route}/rollback", new { reason = "back" });

    /// <summary>Applies the plan served with some files changed.</summary>
    internal async Task<HttpResponseMessage> ApplyAsync(
        Action<Dictionary<string, string>> change, string? capability = null, long? expectedRevision = null, bool removes = true)
    {
        var files = await FilesAsync();
        change(files);
        var content = files.ToDictionary(f => f.Key, f => Encoding.UTF8.GetBytes(f.Value));
        return await Admin.PostAsJsonAsync(
            "/hub/api/plan", new { files = content, capability, removes, expectedRevision, reason = "another plan" });
    }

    internal async Task<Dictionary<string, string>> FilesAsync() =>
        (await Admin.GetFromJsonAsync<JsonElement>("/hub/api/plan")).GetProperty("files").EnumerateObject()
            .ToDictionary(f => f.Name, f => Encoding.UTF8.GetString(f.Value.GetBytesFromBase64()));

    internal async Task<long> RevisionAsync() =>
        (await Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes")).GetProperty("revision").GetInt64();

    internal static async Task<string> DetailAsync(HttpResponseMessage response) =>
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("detail").GetString()!;

    /// <summary>What the plan's references stand for.</summary>
    protected virtual PlanReferences References => new();

    /// <summary>Files of a test's own, beside or instead of those that all of them have.</summary>
    protected virtual IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>();

    internal async Task<Echo> EchoAsync(HttpRequestMessage request)
    {
        using var response = await Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Echo>())!;
    }

    private PlanBundle Plan() => new(new Dictionary<string, string>
    {
        ["hub.yaml"] = $$"""
            expose: true
            catchAll:
              - { path: /old, to: {{_legacy.Address}} }
            """,
        ["capabilities/orders.yaml"] = $$"""
            capability: orders
            owner: order-team
            cohort: { key: customerId, from: [header X-Customer-Id, body customerId], seed: customer }
            sides:
              legacy: {{_legacy.Address}}
              new: { to: {{_new.Address}}, path: "/v2/orders/{id?}" }
            routes:
              orders.get: GET /api/orders/{id}
              orders.place: POST /api/orders
              orders.pay: { match: "POST /api/orders/{id}/payments", new: none }
            """,
        ["capabilities/search.yaml"] = $$"""
            capability: search
            owner: search-team
            sides: { legacy: {{_legacy.Address}} }
            routes:
              search.plain: GET /api/search
              search.fancy: { match: GET /api/search, query: { fancy: }, headers: { X-Beta: "1" } }
            """,
        ["capabilities/ledger.yaml"] = $$"""
            capability: ledger
            owner: finance
            zone: inside
            cohort: { key: account, from: [header X-Account], seed: account }
            sides: { legacy: {{_legacy.Address}}, new: {{_new.Address}} }
            routes:
              ledger.get: GET /api/ledger
            """,
        ["capabilities/down.yaml"] = """
            capability: down
            owner: nobody
            sides: { legacy: "http://127.0.0.1:9" }
            routes:
              down.get: GET /api/down
            """,
    }.Concat(MoreFiles()).GroupBy(f => f.Key).Select(g => KeyValuePair.Create(g.Key, Encoding.UTF8.GetBytes(g.Last().Value))));
}

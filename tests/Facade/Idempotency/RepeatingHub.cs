using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Platform;
using Hub.Platform.Idempotency;
using Hub.Platform.Identity;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests.Idempotency;

/// <summary>A node whose routes are answered by <see cref="CountingSides"/>, at their address or hosted.</summary>
internal sealed class RepeatingHub : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _admin;

    private RepeatingHub(WebApplication app, HttpClient admin)
    {
        (_app, _admin) = (app, admin);
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<RepeatingHub> StartAsync(
        CountingSides sides, string data, AdjustableClock? clock = null, StoreOptions? store = null,
        IdempotencyLimits? limits = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(clock ?? new AdjustableClock());
        if (store is not null)
            builder.Services.AddSingleton(store);
        if (limits is not null)
            builder.Services.AddSingleton(limits);
        builder.Services.AddPlatform(new DataFolder(data), new PlanReferences())
            .AddNode(_ => new ThisNode("facade", () => "")).AddFacade();
        var app = builder.Build();
        foreach (var side in new[] { "legacy", "new" })
            app.Services.GetRequiredService<HostedSides>().Register(
                $"service:{side}", context => sides.CarryOutAsync(context, $"hosted {side}"));
        app.UseFacade();
        app.MapPublicApi();
        app.MapOwnSurface();
        await app.Services.MigratePlatformAsync();
        await app.Services.MigrateFacadeAsync();
        await app.Services.GetRequiredService<Revisions>().LoadAsync(() => Plan(sides.Address));
        await app.StartAsync();
        var token = await app.Services.GetRequiredService<AccessTokens>().CreateAsync($"ann-{Guid.NewGuid():N}");
        var admin = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new RepeatingHub(app, admin);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    public async Task<string> TokenAsync(string name) =>
        (await Services.GetRequiredService<AccessTokens>().TryCreateAsync(
            new AccessGrant(name, AccessRole.Caller, []), "test", expiresAt: null))!;

    public async Task ShiftAsync(string route, object to)
    {
        var body = JsonSerializer.SerializeToNode(to, JsonSerializerOptions.Web)!.AsObject();
        body["acceptSplit"] = true;
        using var shifted = await _admin.PostAsJsonAsync($"/hub/api/routes/{route}/shift", body);
        shifted.EnsureSuccessStatusCode();
    }

    public Task<HttpResponseMessage> SendAsync(
        string? key, string body = """{"customerId":"C-1"}""", string path = "/api/orders", HttpMethod? method = null,
        CancellationToken cancellation = default, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static PlanBundle Plan(string address) => new(new Dictionary<string, string>
    {
        ["hub.yaml"] = "expose: true",
        ["capabilities/orders.yaml"] = $$"""
            capability: orders
            owner: order-team
            access: anonymous
            cohort: { key: customerId, from: [header X-Customer-Id, body customerId], seed: customer }
            sides: { legacy: { to: "{{address}}", path: /legacy }, new: { to: "{{address}}", path: /new } }
            routes:
              orders.place: POST /api/orders
              orders.change: PUT /api/orders
              orders.pay: POST /api/payments
            """,
        ["capabilities/hosted.yaml"] = """
            capability: hosted
            owner: order-team
            cohort: { key: customerId, from: [body customerId], seed: customer }
            sides: { legacy: "service:legacy", new: "service:new" }
            routes: { hosted.place: POST /api/hosted }
            """,
        ["capabilities/secret.yaml"] = """
            capability: secret
            owner: order-team
            access: token
            sides: { legacy: "service:legacy" }
            routes: { secret.place: POST /api/secret }
            """,
        ["capabilities/down.yaml"] = """
            capability: down
            owner: nobody
            sides: { legacy: "http://127.0.0.1:9" }
            routes: { down.place: POST /api/down }
            """,
    }.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value))));
}

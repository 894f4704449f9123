using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Hub.Facade.Tests.Access;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests;

/// <summary>The facade on a real socket, with two HTTP sides and a pass-through behind it.</summary>
public sealed class RunningFacade : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private EchoSide _legacy = null!;
    private EchoSide _new = null!;
    private WebApplication _app = null!;

    internal HttpClient Client { get; private set; } = null!;

    internal HttpClient Admin { get; private set; } = null!;

    internal AdjustableClock Clock { get; } = new();

    internal IServiceProvider Services => _app.Services;

    internal InFlight InFlight => _app.Services.GetRequiredService<InFlight>();

    internal Uri Address => new(_app.Urls.First());

    public async ValueTask InitializeAsync()
    {
        (_legacy, _new) = (await EchoSide.StartAsync("legacy"), await EchoSide.StartAsync("new"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddPlatform(new DataFolder(_folder.Path), new PlanReferences())
            .AddNode(_ => new ThisNode("facade", () => Address.ToString())).AddFacade();
        _app = builder.Build();
        _app.UseFacade();
        _app.MapPublicApi();
        _app.MapOwnSurface();
        await _app.Services.MigratePlatformAsync();
        await _app.Services.GetRequiredService<Revisions>().LoadAsync(Plan);
        var token = await _app.Services.GetRequiredService<AccessTokens>().CreateAsync("ann");
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = Address };
        Admin = new HttpClient { BaseAddress = Address };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async ValueTask DisposeAsync()
    {
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
        var token = await Services.GetRequiredService<AccessTokens>().TryCreateAsync(new AccessGrant(name, role, [.. capabilities]), "test", expiresAt: null);
        return With(token.ShouldNotBeNull());
    }

    internal HttpClient With(string token)
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    internal Task<HttpResponseMessage> ShiftAsync(string route, object request) => Admin.PostAsJsonAsync($"/hub/api/routes/{route}/shift", request);

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
    }.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value))));
}

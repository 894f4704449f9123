using System.Net.Http.Headers;
using System.Text;
using Dapper;
using Hub.Facade;
using Hub.Host.Up;
using Hub.Platform;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Sides;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Host.Tests;

/// <summary>The hub as it is put together, in this process, with tokens of every kind and something to do with them.</summary>
public sealed class AccessHub : IAsyncLifetime
{
    /// <summary>Something of sync's to do something to: a parked change and a conflict, of orders.</summary>
    internal const string SyncRows = """
        INSERT INTO sync_parked (id, stream, key, version, change, reason, parked_at)
        VALUES ('parked', 'orders: adapter:erp > service:orders', 'K', 1,
            '{"Stream":"orders: adapter:erp > service:orders","Sequence":1,"Key":"K",
              "Version":1,"Position":"1","Origin":0,"Kind":0}', 'refused', 1);
        INSERT INTO sync_settled (id, stream, key, version, change, reason, parked_at, outcome, settled_at)
        VALUES ('dropped', 'orders: adapter:erp > service:orders', 'D', 1, '{}', 'refused', 1, 'dropped', 1);
        INSERT INTO sync_conflict
            (id, stream, entity, legacy_key, new_key, kind, fields, legacy_content, new_content, found_at)
        VALUES ('conflict', 'orders: adapter:erp > service:orders', 'orders', 'K', 'K', 'Fields',
            '["a"]', '{"a":1}', '{"a":2}', 1);
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _tokens = [];
    private WebApplication _app = null!;

    public HttpClient Client { get; private set; } = null!;

    public string TokenOf(string caller) => _tokens[caller];

    public AuditLog Audit => _app.Services.GetRequiredService<AuditLog>();

    public T Service<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public string Change { get; private set; } = "";

    /// <summary>Tokens that are valid.</summary>
    public static IReadOnlyList<AccessGrant> Callers { get; } =
    [
        .. Enum.GetValues<AccessRole>().SelectMany(role => new AccessGrant[]
        {
            new($"{role}-everywhere".ToLowerInvariant(), role, []),
            new($"{role}-orders".ToLowerInvariant(), role, ["orders"]),
            new($"{role}-ledger".ToLowerInvariant(), role, ["ledger"]),
        }),
    ];

    /// <summary>What is none, or none any more.</summary>
    public static IReadOnlyList<string> Strangers { get; } = ["nobody", "unknown", "revoked", "expired"];

    /// <summary>All that is mapped, but for the plan's own routes.</summary>
    public IEnumerable<string> Endpoints => Read(_app);

    public static IEnumerable<string> Read(WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.DisplayName is not ("orders.get" or "ledger.get" or "vault.put"))
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"])
                // HEAD goes with GET.
                .Where(m => m != "HEAD")
                .Select(m => $"{m} /{e.RoutePattern.RawText!.TrimStart('/')}"))
            .Distinct();

    public async ValueTask InitializeAsync()
    {
        _app = Build(_folder.Path, Roles.All, Peers.None);
        await _app.Services.MigratePlatformAsync();
        await _app.Services.MigrateFacadeAsync();
        await _app.Services.GetRequiredService<Revisions>().LoadAsync(Plan);
        await _app.StartAsync();
        Client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        await MakeTokensAsync();
        Change = (await _app.Services.GetRequiredService<PendingChanges>().AskAsync(new PendingChange(
            "shift", "orders.get", ["orders"], "{\"stage\":\"legacy\"}", "{\"stage\":\"new\"}", "ann", "go", "", 1))).Id;
        await _app.Services.GetRequiredService<HubStore>().Database.WriteAsync((c, t) =>
            c.ExecuteAsync(SyncRows, transaction: t));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    internal static WebApplication Build(string folder, Roles roles, Peers peers, string? adminUrls = null)
    {
        var options = new UpOptions(
            "", null, folder, "http://127.0.0.1:0", Demo: false, roles, peers, OpenMetrics: false, adminUrls);
        return HubApplication.Build(options, new PlanReferences(), new HeldWindow());
    }

    /// <summary>Sends what the endpoint would take at least for a request, as a caller.</summary>
    public async Task<HttpResponseMessage> SendAsync(AccessRow row, string caller)
    {
        var path = row.Pattern
            .Replace("routes/{id}", "routes/orders.get", StringComparison.Ordinal)
            .Replace("approvals/{id}", $"approvals/{Change}", StringComparison.Ordinal)
            .Replace("links/{link}", "links/orders", StringComparison.Ordinal)
            .Replace("{entity}", "orders", StringComparison.Ordinal)
            .Replace("{key}", "K", StringComparison.Ordinal)
            .Replace("parked/{id}", "parked/parked", StringComparison.Ordinal)
            .Replace("dropped/{id}", "dropped/dropped", StringComparison.Ordinal)
            .Replace("conflicts/{id}", "conflicts/conflict", StringComparison.Ordinal)
            .Replace("{number:long}", "1", StringComparison.Ordinal)
            .Replace("{system}", "books", StringComparison.Ordinal)
            .Replace("{op}", "set-note", StringComparison.Ordinal)
            .Replace("{name}", "nobody", StringComparison.Ordinal)
            // Entities are whatever a plan has, and their keys whatever a system has.
            .Replace("feed/{**path}", "feed/orders/K/L", StringComparison.Ordinal)
            .Replace("records/{**path}", "records/orders/K/L", StringComparison.Ordinal)
            .Replace("{**path}", "nothing", StringComparison.Ordinal)
            .Replace("{**rest}", "nothing", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(row.Method), path);
        if (row.Method == "POST")
            request.Content = new StringContent(
                // Nothing needs to be said of a replay, and none is to be made.
                row.Pattern.EndsWith("routes/{id}/replay", StringComparison.Ordinal) ? "{\"take\":0}" : "{}",
                Encoding.UTF8, "application/json");
        if (caller != "nobody")
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _tokens[caller]);
        // The event stream has no end.
        return await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static PlanBundle Plan() => new(new Dictionary<string, string>
    {
        ["hub.yaml"] = "expose: true",
        ["capabilities/orders.yaml"] = """
            capability: orders
            owner: order-team
            sides: { legacy: "adapter:books", new: "http://127.0.0.1:9" }
            routes: { orders.get: "GET /api/orders/{id}" }
            """,
        ["capabilities/vault.yaml"] = """
            capability: vault
            owner: finance
            zone: inside
            access: token
            sides: { legacy: "adapter:vault" }
            routes: { vault.put: "PUT /api/vault/{id}" }
            """,
        ["systems/books.yaml"] = """
            system: books
            sql: { provider: sqlite, connection: "Data Source=/no/such/books.db" }
            operations:
              get-note: { query: sql/books/get-note.sql, in: { no: int }, out: { one: { NOTE: text? } } }
              set-note: { query: sql/books/set-note.sql, write: true, in: { no: int, note: text } }
            resources:
              orders.get: { call: get-note, in: { no: path.id }, out: { note: NOTE } }
            """,
        ["systems/vault.yaml"] = """
            system: vault
            sql: { provider: sqlite, connection: "Data Source=/no/such/vault.db" }
            operations:
              set-note: { query: sql/books/set-note.sql, write: true, in: { no: int, note: text } }
            resources:
              vault.put: { call: set-note, in: { no: path.id, note: body.note } }
            """,
        ["sql/books/get-note.sql"] = "SELECT note FROM notes WHERE no = @no",
        ["sql/books/set-note.sql"] = "UPDATE notes SET note = @note WHERE no = @no",
        ["capabilities/ledger.yaml"] = """
            capability: ledger
            owner: finance
            zone: inside
            cohort: { key: account, from: [header X-Account], seed: account }
            sides: { legacy: "http://127.0.0.1:9", new: "http://127.0.0.1:9" }
            routes: { ledger.get: GET /api/ledger }
            """,
    }.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value))));

    private async Task MakeTokensAsync()
    {
        var tokens = _app.Services.GetRequiredService<AccessTokens>();
        foreach (var caller in Callers)
            _tokens[caller.Name] = (await tokens.TryCreateAsync(caller, "test", expiresAt: null))!;
        var admin = new AccessGrant("", AccessRole.Admin, []);
        _tokens["unknown"] = "hub_" + new string('0', 64);
        var longAgo = DateTimeOffset.UnixEpoch.AddDays(1);
        _tokens["expired"] = (await tokens.TryCreateAsync(admin with { Name = "expired" }, "test", longAgo))!;
        _tokens["revoked"] = (await tokens.TryCreateAsync(admin with { Name = "revoked" }, "test", expiresAt: null))!;
        (await tokens.RevokeAsync("revoked")).ShouldBeTrue();
    }
}

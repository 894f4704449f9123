using System.Text;
using System.Text.RegularExpressions;
using Dapper;
using Hub.Facade;
using Hub.Host.Tests;
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
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Hostile.Tests;

/// <summary>
/// The hub as it is put together, with a catch-all for everything to a side that says so by its status, and tokens of every
/// role and scope.
/// </summary>
public sealed partial class MatrixHub : IAsyncLifetime
{
    /// <summary>What the side behind the catch-all answers, and nobody else.</summary>
    internal const int BySide = 299;

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _tokens = [];
    private WebApplication _app = null!;
    private WebApplication _side = null!;
    private int _tokensSeen;
    private string _change = "";

    /// <summary>How many requests have brought a token of the hub's to the side.</summary>
    internal int TokensSeen => Volatile.Read(ref _tokensSeen);

    internal Uri Address => new(_app.Urls.First());

    internal IServiceProvider Services => _app.Services;

    /// <summary>
    /// Every endpoint that is really mapped but for catch-alls: method (<c>*</c> for all) and pattern; HEAD is GET's.
    /// </summary>
    internal IReadOnlyList<string> Endpoints =>
    [
        .. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.DisplayName?.StartsWith("catch-all", StringComparison.Ordinal) != true)
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"])
                .Where(m => m != "HEAD")
                .Select(m => $"{m} /{e.RoutePattern.RawText!.TrimStart('/')}"))
            .Distinct(),
    ];

    public async ValueTask InitializeAsync()
    {
        await StartSideAsync();
        _app = AccessHub.Build(_folder.Path, Roles.All, Peers.None);
        await _app.Services.MigratePlatformAsync();
        await _app.Services.MigrateFacadeAsync();
        await _app.Services.GetRequiredService<Revisions>().LoadAsync(Plan);
        await _app.StartAsync();
        var tokens = _app.Services.GetRequiredService<AccessTokens>();
        foreach (var caller in AccessHub.Callers)
            _tokens[caller.Name] = (await tokens.TryCreateAsync(caller, "test", expiresAt: null))!;
        var admin = new AccessGrant("", AccessRole.Admin, []);
        _tokens["unknown"] = "hub_" + new string('0', 64);
        _tokens["expired"] = (await tokens.TryCreateAsync(
            admin with { Name = "expired" }, "test", DateTimeOffset.UnixEpoch.AddDays(1)))!;
        _tokens["revoked"] = (await tokens.TryCreateAsync(admin with { Name = "revoked" }, "test", expiresAt: null))!;
        await tokens.RevokeAsync("revoked");
        _change = (await _app.Services.GetRequiredService<PendingChanges>().AskAsync(new PendingChange(
            "shift", "orders.get", ["orders"], "{\"stage\":\"legacy\"}", "{\"stage\":\"new\"}", "ann", "go", "", 1))).Id;
        await _app.Services.GetRequiredService<HubStore>().Database.WriteAsync((c, t) =>
            c.ExecuteAsync(AccessHub.SyncRows, transaction: t));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _side.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A path that an endpoint's pattern matches, with something there to do.</summary>
    internal string PathOf(string pattern) => Parameter().Replace(pattern, match => match.Groups["name"].Value switch
    {
        "id" when pattern.Contains("/approvals/", StringComparison.Ordinal) => _change,
        "id" when pattern.Contains("/routes/", StringComparison.Ordinal) => "orders.get",
        "id" when pattern.Contains("/parked/", StringComparison.Ordinal) => "parked",
        "id" when pattern.Contains("/dropped/", StringComparison.Ordinal) => "dropped",
        "id" when pattern.Contains("/conflicts/", StringComparison.Ordinal) => "conflict",
        "path" when pattern.StartsWith("/hub/feed/", StringComparison.Ordinal)
            || pattern.StartsWith("/hub/records/", StringComparison.Ordinal) => "orders/K/L",
        "link" or "entity" => "orders",
        "system" => "books",
        "op" => "set-note",
        "from" or "to" or "number" => "1",
        _ => "nothing",
    });

    /// <summary>The header by which a caller says who it is; empty for nobody.</summary>
    internal string Credentials(string caller) =>
        _tokens.TryGetValue(caller, out var token) ? $"Authorization: Bearer {token}\r\n" : "";

    private async Task StartSideAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _side = builder.Build();
        _side.Run(context =>
        {
            if (context.Request.Headers.Any(h => h.Value.ToString().Contains("hub_", StringComparison.Ordinal)))
                Interlocked.Increment(ref _tokensSeen);
            context.Response.StatusCode = BySide;
            return Task.CompletedTask;
        });
        await _side.StartAsync();
    }

    private PlanBundle Plan()
    {
        var files = new Dictionary<string, byte[]>(AccessHub.Plan().Files, StringComparer.Ordinal)
        {
            ["hub.yaml"] = Encoding.UTF8.GetBytes($"expose: true\ncatchAll: [{{ path: /, to: {_side.Urls.First()} }}]\n"),
        };
        return new PlanBundle(files);
    }

    [GeneratedRegex(@"\{\**(?<name>\w+)[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}

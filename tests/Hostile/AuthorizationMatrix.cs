using System.Collections.Concurrent;
using Hub.Host.Tests;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Hostile.Tests;

/// <summary>
/// Every endpoint of the hub × every role and scope × every method × other spellings of its path. The endpoints are those
/// that are really mapped, so that none can be forgotten; who may call them is said by <see cref="AccessRow"/>, once.
/// </summary>
public sealed class AuthorizationMatrix(MatrixHub hub) : IClassFixture<MatrixHub>
{
    private static readonly string[] Methods =
        ["GET", "POST", "DELETE", "HEAD", "PUT", "PATCH", "OPTIONS", "TRACE", "get", "PROPFIND"];

    // The public routes of the plan, and who may call those that ask for a token.
    private static readonly string[] OpenRoutes = ["GET /api/orders/{id}", "GET /api/ledger"];
    // Only who asked takes it back, whatever others may do.
    private const string Withdraw = "DELETE /hub/api/approvals/{id}";
    private const string GuardedRoute = "PUT /api/vault/{id}";

    private static readonly IReadOnlyList<AccessRow> Guarded =
        [.. AccessRow.All.Where(r => r.Endpoint != "* /{**rest}"), new AccessRow(GuardedRoute, AccessRole.Caller)];

    [Fact]
    public void Every_endpoint_that_is_mapped_is_in_the_table() =>
        hub.Endpoints.ShouldBe(
            AccessRow.All.Select(r => r.Endpoint).Concat(OpenRoutes).Append(GuardedRoute).Distinct(), ignoreOrder: true);

    [Fact]
    public async Task Nobody_does_more_than_the_table_says_with_whatever_method_and_spelling()
    {
        var requests =
            from row in Guarded
            let path = hub.PathOf(row.Pattern)
            from spelling in Spellings(path).Index()
            let exact = spelling.Index == 0
            from caller in Callers(exact)
            from method in exact ? Methods : Methods.Take(3).Append(row.Method)
            select new Request(row, path, spelling.Item, caller, method);
        var all = requests.Distinct().ToList();
        all.Count.ShouldBeGreaterThan(10_000);
        (await AskAsync(all, _ => "")).ShouldBeEmpty();
        await NothingWasDoneAsync();
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override: DELETE")]
    [InlineData("X-Original-URL: /hub/api/tokens")]
    [InlineData("X-Rewrite-URL: /hub/api/tokens")]
    [InlineData("X-Hub-Caller: admin")]
    [InlineData("X-Hub-Secret: guess")]
    [InlineData("X-Hub-Use: new")]
    [InlineData("X-Forwarded-For: 127.0.0.1")]
    [InlineData("X-Forwarded-Host: localhost")]
    [InlineData("Forwarded: for=127.0.0.1;host=localhost")]
    [InlineData("Authorization: Basic YWRtaW46YWRtaW4=")]
    [InlineData("Authorization: Bearer ")]
    [InlineData("Authorization: Bearer a\r\nAuthorization: Bearer b")]
    [InlineData("Cookie: hub-token=x")]
    public async Task A_header_makes_nobody_somebody(string header)
    {
        var requests =
            from row in Guarded
            let path = hub.PathOf(row.Pattern)
            from caller in new[] { "nobody", "caller-orders" }
            where caller == "nobody" || !header.StartsWith("Authorization", StringComparison.Ordinal)
            from method in new[] { "GET", "POST", "DELETE" }
            select new Request(row, path, path, caller, method);
        (await AskAsync(requests.Distinct(), _ => header + "\r\n")).ShouldBeEmpty();
        await NothingWasDoneAsync();
    }

    /// <summary>Sends all requests over a few connections; returns what should not have been.</summary>
    private async Task<IReadOnlyList<string>> AskAsync(IEnumerable<Request> requests, Func<Request, string> headers)
    {
        var violations = new ConcurrentQueue<string>();
        var waiting = new ConcurrentQueue<Request>(requests);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            using var connection = new KeptConnection(hub.Address);
            while (waiting.TryDequeue(out var request))
            {
                var (status, hasBody) = await connection.AskAsync(
                    request.Method, request.Spelling, headers(request) + hub.Credentials(request.Caller), "{}");
                if (FindViolation(request, status, hasBody) is { } violation)
                    violations.Enqueue($"{request}: {status} {violation}");
            }
        })));
        return [.. violations.Take(30)];
    }

    private string? FindViolation(Request request, int status, bool hasBody)
    {
        var exact = request.Spelling == request.Path;
        var grant = AccessHub.Callers.FirstOrDefault(c => c.Name == request.Caller);
        var row = Find(request.Method, request.Path);
        if (status == MatrixHub.BySide)
            return "was answered by the side behind the catch-all";
        if (row is { Role: null } || (row is not null && grant is not null && Allows(row, grant)))
            return exact && (status == 401 || (status == 403 && row.Endpoint != Withdraw))
                ? "though its caller may do this"
                : null;
        // Which methods there are is no secret, and says nothing more.
        if (request.Method == "OPTIONS" && status is 200 or 204 && !hasBody)
            return null;
        if (status is < 400 or >= 500)
            return "though its caller may not do this";
        return !exact || row is null || request.Method == "HEAD" ? null
            : grant is null && status != 401 ? "though nobody is known to send it"
            : grant is not null && status != 403 ? "though its caller is known, and may not do this"
            : null;
    }

    private AccessRow? Find(string method, string path) => Guarded
        .Where(r => hub.PathOf(r.Pattern) == path)
        .Where(r => r.Endpoint[0] == '*'
            || r.Method.Equals(method == "HEAD" ? "GET" : method, StringComparison.OrdinalIgnoreCase))
        .OrderBy(r => r.Endpoint[0] == '*')
        .FirstOrDefault();

    private static bool Allows(AccessRow row, AccessGrant grant) => row.Endpoint == GuardedRoute
        ? grant.Role is not (AccessRole.Viewer or AccessRole.Consumer) && grant.Covers("vault")
        : grant.Role >= row.Role && row.IsCoveredBy(grant);

    private static IEnumerable<string> Callers(bool all) => all
        ? [.. AccessHub.Strangers, .. AccessHub.Callers.Select(c => c.Name)]
        : ["nobody", "revoked", "caller-everywhere", "viewer-everywhere", "operator-ledger"];

    /// <summary>A path as it is, and as others might read it.</summary>
    private static IEnumerable<string> Spellings(string path)
    {
        var (first, rest) = path.IndexOf('/', 1) is > 0 and var slash ? (path[1..slash], path[slash..]) : (path[1..], "");
        yield return path;
        yield return $"/{first.ToUpperInvariant()}{rest}";
        yield return path + "/";
        yield return "/" + path;
        yield return $"/{first}/{rest}";
        yield return $"/%{(int)first[0]:x2}{first[1..]}{rest}";
        yield return $"/%25{(int)first[0]:x2}{first[1..]}{rest}";
        yield return $"/x/..{path}";
        yield return $"/.{path}";
        yield return $"/x/%2e%2e{path}";
        yield return $"/{first};x=1{rest}";
        yield return $"/{first}.{rest}";
        yield return $"/{first}%20{rest}";
        if (rest.Length > 0)
        {
            yield return $"/{first}%2f{rest[1..]}";
            yield return $"/{first}\\{rest[1..]}";
            yield return $"/{first}%5c{rest[1..]}";
            yield return $"/{first}%c0%af{rest[1..]}";
        }

        yield return $"http://127.0.0.1{path}";
        yield return $"{path}?x=/../..";
    }

    private async Task NothingWasDoneAsync()
    {
        hub.TokensSeen.ShouldBe(0, "the hub's tokens never leave it");
        (await hub.Services.GetRequiredService<RevisionLog>().FindNewestNumberAsync()).ShouldBe(1);
        (await hub.Services.GetRequiredService<AccessTokens>().ListAsync()).Select(t => t.Name).Order(StringComparer.Ordinal)
            .ShouldBe(AccessHub.Callers.Select(c => c.Name).Append("expired").Order(StringComparer.Ordinal));
        (await hub.Services.GetRequiredService<AuditLog>().ListAsync(1000)).ShouldAllBe(e => e.Outcome == "refused");
    }

    private sealed record Request(AccessRow Row, string Path, string Spelling, string Caller, string Method)
    {
        public override string ToString() => $"{Method} {Spelling} ({Row.Endpoint}) by {Caller}";
    }
}

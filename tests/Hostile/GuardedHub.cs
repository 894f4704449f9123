using Hub.Tests;
using Hub.Tests.Processes;

namespace Hub.Hostile.Tests;

/// <summary>
/// A hub as a process of its own with guarded and open routes, and a catch-all for everything else to the same server.
/// </summary>
public sealed class GuardedHub : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningProgram _program = null!;

    internal Uri Address { get; private set; } = null!;

    /// <summary>The token of the first start, with every right.</summary>
    internal string Token { get; private set; } = "";

    internal SeenBySide Side { get; private set; } = null!;

    /// <summary>What the catch-all of host shop.localhost leads to.</summary>
    internal SeenBySide Shop { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        (Side, Shop) = (await SeenBySide.StartAsync(), await SeenBySide.StartAsync());
        var plan = _folder.File("plan");
        Directory.CreateDirectory(Path.Combine(plan, "capabilities"));
        await WriteAsync("hub.yaml", $$"""
            expose: true
            catchAll:
              - { path: /, to: {{Side.Address}} }
              - { host: shop.localhost, to: {{Shop.Address}} }
            """);
        await WriteAsync("capabilities/secrets.yaml", $$"""
            capability: secrets
            owner: secret-team
            access: token
            sides: { legacy: {{Side.Address}} }
            routes:
              secrets.get: GET /app/secret/{id}
              secrets.change: PUT /app/secret/{id}
              secrets.vault: GET /app/vault/{**rest}
              secrets.size: GET /app/Größe
            """);
        await WriteAsync("capabilities/items.yaml", $$"""
            capability: items
            owner: item-team
            sides: { legacy: { to: {{Side.Address}}, path: "/v2/items/{id?}" } }
            routes:
              items.get: GET /api/items/{id}
              items.place: POST /api/items
              items.special: PUT /api/{kind}
            """);
        await WriteAsync("capabilities/files.yaml", $$"""
            capability: files
            owner: file-team
            access: anonymous
            sides: { legacy: { to: {{Side.Address}}, path: "/store/{**rest}" } }
            routes:
              files.get: GET /files/{**rest}
              files.of-shop: { match: "GET /in-shop/{**rest}", host: shop.localhost }
            """);
        _program = RunningProgram.Start("dotnet", [
            Repository.HubProgram, "up", "--plan", plan, "--data", _folder.File("data"), "--urls", "http://127.0.0.1:0",
            "--no-demo", "--roles", "facade"]);
        var facade = await _program.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        Address = new Uri(facade.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
        Token = (await File.ReadAllTextAsync(_folder.File("data/admin.token"))).Trim();

        Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(plan, file), text);
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        await Side.DisposeAsync();
        await Shop.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Sends one request; its target is marked in the query, so that its trace at the side is found.</summary>
    /// <returns>The answer, and what the side received of it; null where the side was not asked.</returns>
    internal async Task<(RawAnswer Answer, SeenRequest? Seen)> AskAsync(string method, string target, params string[] headers)
    {
        var mark = Guid.NewGuid().ToString("N");
        var answer = await RawAnswer.GetAsync(Address, method, $"{target}{(target.Contains('?') ? '&' : '?')}{mark}", headers);
        return (answer, Side.Requests.FirstOrDefault(r => r.Target.Contains(mark, StringComparison.Ordinal)));
    }
}

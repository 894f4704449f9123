using System.Net;
using System.Net.Sockets;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.Host.Tests;

/// <summary>Nodes that share a store, one of which is killed while it carries out a write under an idempotency key.</summary>
public sealed class KilledWhileWriting : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpListener _side = new(IPAddress.Loopback, 0);
    private readonly List<RunningProgram> _programs = [];
    private PostgresServer _server = null!;
    private Dictionary<string, string?> _store = null!;

    public async ValueTask InitializeAsync()
    {
        PostgresServer.SkipIfMissing();
        _server = await PostgresServer.StartAsync();
        var token = _folder.File("admin.token");
        await File.WriteAllTextAsync(token, "hub_0123456789abcdef0123456789abcdef0123456789abcdef");
        _store = new() { ["HUB_STORE"] = await _server.CreateDatabaseAsync(), ["HUB_ADMIN_TOKEN_FILE"] = token };
        _side.Start();
        Directory.CreateDirectory(_folder.File("plan/capabilities"));
        await File.WriteAllTextAsync(_folder.File("plan/capabilities/things.yaml"), $$"""
            capability: things
            owner: thing-team
            sides: { legacy: "http://{{_side.LocalEndpoint}}" }
            routes:
              things.post: POST /api/things
            """);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            await program.DisposeAsync();
        _side.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_node_that_starts_on_the_same_folder_knows_at_once_that_it_was_interrupted()
    {
        var (first, address) = await StartAsync("one");
        _ = HangAsync(address, "k-1");
        using var asked = await _side.AcceptSocketAsync(TestContext.Current.CancellationToken);
        await first.KillAsync();

        var (_, again) = await StartAsync("one");
        (await StatusAsync(again, "k-1")).ShouldBe(HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task Another_node_knows_as_soon_as_the_lease_has_ended_and_a_node_that_lives_is_waited_for()
    {
        var (one, ofOne) = await StartAsync("one");
        var (_, ofTwo) = await StartAsync("two");
        _ = HangAsync(ofOne, "k-1");
        using var asked = await _side.AcceptSocketAsync(TestContext.Current.CancellationToken);
        (await StatusAsync(ofTwo, "k-1")).ShouldBe(HttpStatusCode.Conflict);
        // Both hold a connection, and have renewed their leases since: who holds one later knows nothing of the time before.
        await Eventually.HoldsAsync("connections", async () => (await LeasesAsync()).Count == 2);
        var before = (await LeasesAsync()).Max();
        await Eventually.HoldsAsync("leases renewed", async () => (await LeasesAsync()).Min() > before);
        await one.KillAsync();
        await Eventually.HoldsAsync(
            "the other node to know", async () => await StatusAsync(ofTwo, "k-1") == HttpStatusCode.GatewayTimeout, seconds: 20);
    }

    /// <summary>Until when the nodes that hold a connection have their leases, in microseconds.</summary>
    private async Task<List<long>> LeasesAsync()
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(_store["HUB_STORE"]!);
        await using var command = source.CreateCommand("SELECT lease_until FROM hub.node WHERE session <> 0");
        await using var read = await command.ExecuteReaderAsync();
        var leases = new List<long>();
        while (await read.ReadAsync())
            leases.Add(read.GetInt64(0));
        return leases;
    }

    private async Task<(RunningProgram Program, Uri Address)> StartAsync(string name)
    {
        var program = RunningProgram.Start(
            "dotnet",
            [
                Repository.HubProgram, "up", "--plan", _folder.File("plan"), "--data", _folder.File(name),
                "--urls", "http://127.0.0.1:0", "--no-demo", "--roles", "facade",
            ],
            _store);
        _programs.Add(program);
        var facade = await program.LineAsync(
            "the facade's address", l => l.TrimStart().StartsWith("facade ", StringComparison.Ordinal));
        return (program, new Uri(facade.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    private static async Task HangAsync(Uri hub, string key)
    {
        try
        {
            await StatusAsync(hub, key);
        }
        catch (HttpRequestException)
        {
            // Its hub is killed.
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(Uri hub, string key)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(hub, "/api/things"));
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent("{}");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }
}

using System.Data.Common;
using System.Security.Cryptography;
using Hub.Tests.Processes;
using Hub.Tests.Servers;
using Npgsql;

namespace Hub.EndToEnd.Tests;

/// <summary>Two facades, adapters, services and sync as processes of their own, on PostgreSQL.</summary>
internal sealed class SpreadOut : IHubShape
{
    private readonly List<HubUnderTest> _facades = [];
    private readonly string _folder;
    private readonly Landscape _landscape;
    private readonly PostgresServer _postgres;
    private readonly string _store;
    private readonly Dictionary<string, string?> _environment;
    private HubUnderTest _adapters = null!;
    private HubUnderTest _services = null!;
    private HubUnderTest _sync = null!;

    private SpreadOut(string folder, Landscape landscape, PostgresServer postgres, string store)
    {
        (_folder, _landscape, _postgres, _store) = (folder, landscape, postgres, store);
        var token = Path.Combine(folder, "admin.token");
        Directory.CreateDirectory(folder);
        File.WriteAllText(token, "hub_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        _environment = new Dictionary<string, string?>
        {
            ["HUB_STORE"] = store,
            ["HUB_SECRET"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            ["HUB_ADMIN_TOKEN_FILE"] = token,
        };
    }

    public IReadOnlyList<Uri> Facades => [.. _facades.Select(f => f.Address)];

    public HubUnderTest Admin => _facades[0];

    public static async Task<IHubShape> StartAsync(string folder, Landscape landscape)
    {
        PostgresServer.SkipIfMissing();
        var postgres = await PostgresServer.StartAsync();
        var shape = new SpreadOut(folder, landscape, postgres, await postgres.CreateDatabaseAsync());
        try
        {
            await shape.StartAsync();
            return shape;
        }
        catch
        {
            await shape.DisposeAsync();
            throw;
        }
    }

    public Task KillSomethingAsync(int round) => (round % 5) switch
    {
        0 => _sync.KillAndRestartAsync(),
        1 => _facades[1].KillAndRestartAsync(),
        2 => _services.KillAndRestartAsync(),
        3 => RestartPostgresAsync(),
        _ => _adapters.KillAndRestartAsync(),
    };

    public async Task<DbConnection> OpenOrdersAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_store) { SearchPath = "orders", Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _facades.Append(_adapters).Append(_services).Append(_sync).OfType<HubUnderTest>())
            await process.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _adapters = await StartAsync("adapters", "--roles", "adapters");
        _services = await StartAsync("services", "--roles", "services");
        _sync = await StartAsync("sync", "--roles", "sync");
        foreach (var name in new[] { "facade-1", "facade-2" })
            _facades.Add(await StartAsync(
                name, "--roles", "facade",
                "--peer", $"adapters={_adapters.Address}", "--peer", $"services={_services.Address}", "--peer", $"sync={_sync.Address}"));
    }

    private Task<HubUnderTest> StartAsync(string name, params string[] arguments) =>
        HubUnderTest.StartAsync(Path.Combine(_folder, name), _landscape, _environment, arguments);

    private async Task RestartPostgresAsync()
    {
        await _postgres.StopAsync();
        await _postgres.RestartAsync();
    }
}

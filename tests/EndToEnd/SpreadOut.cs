using System.Data.Common;
using System.Security.Cryptography;
using Hub.Tests.Processes;
using Hub.Tests.Servers;
using Npgsql;

namespace Hub.EndToEnd.Tests;

/// <summary>Two facades, adapters, services and two that sync, each a process of its own, on PostgreSQL and RabbitMQ.</summary>
internal sealed class SpreadOut : IHubShape
{
    private const string Postgres = "PostgreSQL", RabbitMq = "RabbitMQ";
    private readonly Dictionary<string, HubUnderTest> _processes = [];
    private readonly string _folder;
    private readonly Landscape _landscape;
    private readonly PostgresServer _postgres;
    private readonly RabbitMqServer _rabbitMq;
    private readonly string _store;
    private readonly string[] _plan;
    private readonly Dictionary<string, string?> _environment;

    private SpreadOut(
        string folder, Landscape landscape, PostgresServer postgres, RabbitMqServer rabbitMq, string store, string? plan)
    {
        (_folder, _landscape, _postgres, _rabbitMq, _store) = (folder, landscape, postgres, rabbitMq, store);
        _plan = plan is null ? [] : ["--plan", plan];
        var token = Path.Combine(folder, "admin.token");
        Directory.CreateDirectory(folder);
        File.WriteAllText(token, "hub_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var key = Path.Combine(folder, "records.key");
        File.WriteAllText(key, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        _environment = new Dictionary<string, string?>
        {
            ["HUB_STORE"] = store,
            ["HUB_BUS"] = rabbitMq.Address,
            ["HUB_SECRET"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            ["HUB_ADMIN_TOKEN_FILE"] = token,
            ["HUB_RECORDS_KEY_FILE"] = key,
        };
    }

    public IReadOnlyList<Uri> Facades => [.. FacadeProcesses.Select(f => f.Address)];

    public IReadOnlyList<HubUnderTest> FacadeProcesses => [_processes["facade-1"], _processes["facade-2"]];

    public HubUnderTest Admin => _processes["facade-1"];

    // Those that sync go before the servers: whoever lives through the loss of a server has to go on by itself.
    public IReadOnlyList<string> Mortals =>
        ["sync-1", "facade-2", "sync-2", RabbitMq, "services", Postgres, "adapters", "facade-1"];

    /// <param name="folder">What the processes keep.</param>
    /// <param name="landscape">The systems behind them.</param>
    /// <param name="plan">The folder of their plan; null for the demo's.</param>
    public static async Task<IHubShape> StartAsync(string folder, Landscape landscape, string? plan = null)
    {
        PostgresServer.SkipIfMissing();
        RabbitMqServer.SkipIfMissing();
        var (postgres, rabbitMq) = (PostgresServer.StartAsync(), RabbitMqServer.StartAsync());
        var shape = new SpreadOut(
            folder, landscape, await postgres, await rabbitMq, await (await postgres).CreateDatabaseAsync(), plan);
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

    public async Task KillAsync(string mortal)
    {
        switch (mortal)
        {
            case RabbitMq:
                await _rabbitMq.KillAsync();
                await _rabbitMq.StartAgainAsync();
                break;
            case Postgres:
                await _postgres.StopAsync();
                await _postgres.RestartAsync();
                break;
            default:
                await _processes[mortal].KillAndRestartAsync();
                break;
        }
    }

    public async Task<DbConnection> OpenAsync(string part)
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_store) { SearchPath = part, Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes.Values)
            await process.DisposeAsync();
        await _postgres.DisposeAsync();
        await _rabbitMq.DisposeAsync();
    }

    private async Task StartAsync()
    {
        // The first start makes the tables and the first revision; the others find them.
        await StartAsync("adapters", "--roles", "adapters");
        await Task.WhenAll(
            StartAsync("services", "--roles", "services"),
            StartAsync("sync-1", "--roles", "sync"),
            StartAsync("sync-2", "--roles", "sync"));
        await Task.WhenAll(new[] { 1, 2 }.Select(n => StartAsync(
            $"facade-{n}", "--roles", "facade",
            "--peer", $"adapters={_processes["adapters"].Address}", "--peer", $"services={_processes["services"].Address}",
            "--peer", $"sync={_processes[$"sync-{n}"].Address}")));
    }

    private async Task StartAsync(string name, params string[] arguments)
    {
        var process = await HubUnderTest.StartAsync(
            Path.Combine(_folder, name), _landscape, _environment, [.. _plan, .. arguments]);
        lock (_processes)
            _processes[name] = process;
    }
}

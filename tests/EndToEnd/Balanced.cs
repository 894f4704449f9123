using System.Security.Cryptography;
using System.Text.Json;
using Hub.Tests;
using Hub.Tests.Processes;
using Hub.Tests.Servers;

namespace Hub.EndToEnd.Tests;

/// <summary>Three facades behind HAProxy and one process with all the rest, on one PostgreSQL.</summary>
public sealed class Balanced : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<HubUnderTest> _facades = [];
    private readonly SemaphoreSlim _one = new(1);
    private ProbeSides? _sides;
    private Landscape? _landscape;
    private PostgresServer? _postgres;
    private HaProxyServer? _haProxy;
    private HubUnderTest? _rest;

    internal IReadOnlyList<HubUnderTest> Facades => _facades;

    internal ProbeSides Sides => _sides!;

    internal HaProxyServer HaProxy => _haProxy!;

    internal PostgresServer Postgres => _postgres!;

    /// <summary>Starts it once for all tests of the class; they are skipped where the machine lacks something.</summary>
    public async Task StartedAsync()
    {
        PostgresServer.SkipIfMissing();
        HaProxyServer.SkipIfMissing();
        await _one.WaitAsync();
        try
        {
            if (_haProxy is null)
                await StartAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Waits until all three hold their leases, and no other does.</summary>
    public Task AllLiveAsync() => Eventually.HoldsAsync("all nodes to be live", async () =>
        (await _facades[0].GetAsync("/hub/api/nodes")).EnumerateArray()
            .Count(n => n.GetProperty("live").GetBoolean() && n.GetProperty("roles")[0].GetString() == "facade")
                == _facades.Count);

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[_haProxy, .. _facades, _rest, _landscape, _sides, _postgres])
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Dispose();
        _one.Dispose();
    }

    private async Task StartAsync()
    {
        var (postgres, landscape) = (PostgresServer.StartAsync(), Landscape.StartAsync(_folder.File("landscape")));
        (_postgres, _landscape, _sides) = (await postgres, await landscape, await ProbeSides.StartAsync());
        var plan = await WritePlanAsync();
        var token = _folder.File("admin.token");
        await File.WriteAllTextAsync(token, "hub_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        var environment = new Dictionary<string, string?>
        {
            ["HUB_STORE"] = await _postgres.CreateDatabaseAsync(),
            ["HUB_SECRET"] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            ["HUB_ADMIN_TOKEN_FILE"] = token,
        };
        _rest = await HubUnderTest.StartAsync(
            _folder.File("rest"), _landscape, environment, "--plan", plan, "--roles", "adapters,services,sync");
        var peers = new[] { "adapters", "services", "sync" }.SelectMany(role => new[] { "--peer", $"{role}={_rest.Address}" });
        // HAProxy asks five times a second.
        string[] facade = ["--plan", plan, "--roles", "facade", "--drain-delay", "1s", .. peers];
        _facades.AddRange(await Task.WhenAll(Enumerable.Range(1, 3).Select(n =>
            HubUnderTest.StartAsync(_folder.File($"facade-{n}"), _landscape, environment, facade))));
        await Eventually.HoldsAsync("every link to be caught up", async () =>
            (await _facades[0].GetAsync("/hub/api/sync/links")).EnumerateArray()
                .All(l => l.GetProperty("caughtUp").GetBoolean() && l.GetProperty("position").ValueKind != JsonValueKind.Null));
        _haProxy = await HaProxyServer.StartAsync([.. _facades.Select(f => f.Address)]);
    }

    /// <summary>The demo's plan with the probes besides.</summary>
    private async Task<string> WritePlanAsync()
    {
        var plan = DemoPlan.Copy(_folder.File("plan"));
        await File.WriteAllTextAsync(Path.Combine(plan, "capabilities", "probes.yaml"), _sides!.Capability);
        await File.WriteAllTextAsync(Path.Combine(plan, "capabilities", "guarded.yaml"), _sides.Guarded);
        return plan;
    }
}

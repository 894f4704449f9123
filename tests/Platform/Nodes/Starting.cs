using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Plan;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Hub.Platform.Tests.Nodes;

public sealed class Starting_on_SQLite() : Starting(StoreEngine.Sqlite);

public sealed class Starting_on_PostgreSQL() : Starting(StoreEngine.Postgres)
{
    [Fact]
    public async Task A_node_holds_its_lease_only_once_it_serves_what_was_shifted_while_it_held_none()
    {
        using var other = await LoadAsync();
        using var starting = await LoadAsync();
        var (lease, held) = (starting.Services.GetRequiredService<NodeLease>(), new List<bool>());
        starting.Services.GetRequiredService<CurrentRouting>().Changed += (_, _) => held.Add(lease.Holds);
        var routing = other.Services.GetRequiredService<CurrentRouting>();
        (await other.Services.GetRequiredService<Revisions>()
            .ShiftAsync(routing.Snapshot, "orders.get", new RouteState(Stage.New), "ann", "meanwhile")).ShouldNotBeNull();

        await starting.StartAsync();
        held.ShouldBe([false]);
        lease.Holds.ShouldBeTrue();
        await starting.StopAsync();
    }
}

/// <summary>A node that starts while others shift.</summary>
public abstract class Starting(StoreEngine engine) : IAsyncLifetime
{
    private TestStores _stores = null!;

    public async ValueTask InitializeAsync() => _stores = await TestStores.CreateAsync(engine);

    public ValueTask DisposeAsync()
    {
        _stores?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_shift_between_its_load_and_its_first_request_is_served_and_whoever_shifts_waits_for_it()
    {
        using var other = await LoadAsync();
        using var starting = await LoadAsync();
        var (routing, revisions) = (
            other.Services.GetRequiredService<CurrentRouting>(), other.Services.GetRequiredService<Revisions>());
        (await revisions.ShiftAsync(routing.Snapshot, "orders.get", new RouteState(Stage.New), "ann", "meanwhile"))
            .ShouldNotBeNull();

        await starting.StartAsync();
        // What the server sees, which starts last.
        var listener = starting.Services.GetRequiredService<Listener>();
        listener.Served.ShouldBe(routing.Snapshot.Revision);
        listener.Known.ShouldBeTrue();
        await starting.StopAsync();
    }

    private protected async Task<IHost> LoadAsync()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(_stores.Options)
            .AddPlatform(_stores.Data, new PlanReferences())
            .AddNode(_ => new ThisNode("facade", () => ""))
            .AddSingleton<Listener>()
            .AddHostedService(services => services.GetRequiredService<Listener>());
        var host = builder.Build();
        await host.Services.MigratePlatformAsync();
        await host.Services.GetRequiredService<Revisions>().LoadAsync(() => PlanFiles.Bundle());
        return host;
    }

    private sealed class Listener(CurrentRouting current, NodeRegistry nodes, ThisNode node) : IHostedService
    {
        public long Served { get; private set; }

        public bool Known { get; private set; }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            Served = current.Snapshot.Revision;
            Known = (await nodes.ListAsync()).Any(n => n.Id == node.Id && n.Live);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using Hub.Facade.Deciding;
using Hub.Platform.Nodes;
using Hub.Platform.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests;

/// <summary>Writes wait at a node for the revision after the one that holds them.</summary>
public sealed class HoldingWrites(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Fact]
    public async Task A_write_that_comes_while_its_revision_is_told_waits_for_the_next_one()
    {
        var plan = facade.Services.GetRequiredService<CurrentRouting>().Snapshot.Plan;
        var routing = new CurrentRouting();
        Task<bool>? waiting = null;
        HeldWrites? held = null;
        // Told before the held writes are: a request of the new revision may come by then.
        routing.Changed += (snapshot, _) =>
            waiting ??= held?.WaitAsync(snapshot.Revision, TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        using (held = new HeldWrites(routing, facade.Services.GetRequiredService<NodeLease>(), TimeProvider.System))
        {
            routing.Serve(new RoutingSnapshot(7, plan));
            // Whatever was woken runs before this goes on.
            for (var turn = 0; turn < 100; turn++)
                await Task.Run(static () => { }, TestContext.Current.CancellationToken);
            waiting!.IsCompleted.ShouldBeFalse();
            routing.Serve(new RoutingSnapshot(8, plan));
            (await waiting).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_write_that_no_other_revision_comes_for_is_refused_once_its_time_is_over()
    {
        var routing = new CurrentRouting();
        routing.Serve(new RoutingSnapshot(7, facade.Services.GetRequiredService<CurrentRouting>().Snapshot.Plan));
        using var held = new HeldWrites(routing, facade.Services.GetRequiredService<NodeLease>(), TimeProvider.System);
        (await held.WaitAsync(7, TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }
}

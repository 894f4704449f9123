using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Plan;

namespace Hub.Platform.Tests.Nodes;

public sealed class RequestsInFlight
{
    private static readonly MigrationPlan Plan = PlanFiles.Load().Plan!;
    private readonly CurrentRouting _current = new();

    [Fact]
    public void A_request_counts_under_the_revision_that_decides_it_until_it_ends()
    {
        Serve(1);
        var inFlight = new InFlight(_current);
        var first = inFlight.Of("orders.get").Enter(out var snapshot);
        snapshot.Revision.ShouldBe(1);
        inFlight.Before(1).ShouldBeEmpty();

        Serve(2);
        var second = inFlight.Of("orders.get").Enter(out _);
        var other = inFlight.Of("orders.place").Enter(out _);
        inFlight.Before(2).ShouldBe([KeyValuePair.Create("orders.get", 1)]);
        Serve(3);
        inFlight.Before(3)
            .ShouldBe([KeyValuePair.Create("orders.get", 2), KeyValuePair.Create("orders.place", 1)], ignoreOrder: true);

        first.Leave();
        other.Leave();
        inFlight.Before(3).ShouldBe([KeyValuePair.Create("orders.get", 1)]);
        second.Leave();
        inFlight.Before(3).ShouldBeEmpty();
    }

    [Fact]
    public async Task Once_a_side_counts_as_drained_nobody_is_decided_by_an_earlier_revision()
    {
        Serve(1);
        var route = new InFlight(_current).Of("orders.get");
        var (drained, late, end) = (0L, 0, false);
        var requests = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (!Volatile.Read(ref end))
            {
                var passage = route.Enter(out var snapshot);
                if (snapshot.Revision < Volatile.Read(ref drained))
                    Interlocked.Increment(ref late);
                passage.Leave();
            }
        })).ToList();
        for (var revision = 2; revision <= 3000; revision++)
        {
            Serve(revision);
            while (route.CountBefore(revision) > 0)
                Thread.Yield();
            Volatile.Write(ref drained, revision);
        }

        Volatile.Write(ref end, true);
        await Task.WhenAll(requests);
        late.ShouldBe(0);
        route.CountBefore(long.MaxValue).ShouldBe(0);
    }

    private void Serve(long revision) => _current.Serve(new RoutingSnapshot(revision, Plan));
}

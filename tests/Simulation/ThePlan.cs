using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.Sync.Streams;

namespace Hub.Simulation.Tests;

/// <summary>The plan of every run: one linked entity, written by one route.</summary>
internal static class ThePlan
{
    public const string Entity = "customers";
    public const string Route = "customers.update";
    private static readonly PlanLocation Here = new("capabilities/customers.yaml", 1);

    public static LinkPlan Link { get; } =
        new(Entity, SideName.Adapter("crm"), SideName.Service("customers"), BothWays: true, [], Here);

    public static MigrationPlan Whole { get; } = new(
        new PlanBundle([]), Expose: false, [], [],
        [
            new CapabilityPlan(
                Entity, "sales", Zone.Outside, null,
                [
                    new RoutePlan(
                        Route, new RouteMatch("PUT", "/api/customers/{id}", null, [], []),
                        new SideTarget(Link.Legacy, null, null), new SideTarget(Link.New, null, null), Here),
                ],
                Link, Here),
        ]);

    public static SyncStream FromLegacy { get; } = SyncStream.Of(Whole).Single(s => s.Origin == Side.Legacy);

    public static SyncStream FromNew { get; } = SyncStream.Of(Whole).Single(s => s.Origin == Side.New);

    public static IReadOnlyList<SyncStream> Streams { get; } = [FromLegacy, FromNew];
}

/// <summary>How sync goes about its work in every run: as by default, with shorter times.</summary>
internal static class TheOptions
{
    public static SyncOptions Sync { get; } = new()
    {
        ApplyTimeout = TimeSpan.FromSeconds(4),
        SendAgainAfter = TimeSpan.FromSeconds(8),
        Lease = TimeSpan.FromSeconds(6),
        LongestPause = TimeSpan.FromSeconds(2),
        Window = 16,
    };
}

using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;

namespace Hub.Facade.OwnWrites;

/// <summary>
/// Lets who has written a record read it again: while the side that a read goes to may be behind the side that took the
/// write, the latter answers (decision 48).
/// </summary>
internal sealed class ReadYourWrites(
    AcknowledgedWrites acknowledged, WrittenRecords records, IdentityMap identities, NodeLease lease, ILinks? links = null)
{
    /// <summary>Returns what a route notes or asks; null where no side could be behind, or the plan does not mind.</summary>
    public OwnWritesOfRoute? For(RoutePlan route) => route.Capability.Link is { } link && Concerns(route, link)
        ? new OwnWritesOfRoute(
            route.Match.Path, link, [.. route.Capability.Routes.Where(r => r.IsWrite != route.IsWrite)], acknowledged, records,
            identities, lease, links)
        : null;

    // A write tells besides which records were made on the new side.
    private static bool Concerns(RoutePlan route, LinkPlan link) => route.IsWrite
        ? link.BothWays || link.ReadYourWrites > TimeSpan.Zero
        : link.ReadYourWrites > TimeSpan.Zero;
}

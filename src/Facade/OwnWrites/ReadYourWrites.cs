using Hub.Platform.Links;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;

namespace Hub.Facade.OwnWrites;

/// <summary>
/// Lets who has written a record read it again: while the side that a read goes to may be behind the side that took the
/// write, the latter answers (decision 48).
/// </summary>
internal sealed class ReadYourWrites(
    AcknowledgedWrites acknowledged, WrittenRecords records, NodeLease lease, ILinks? links = null)
{
    /// <summary>Returns what a route notes or asks; null where no side could be behind, or the plan does not mind.</summary>
    public OwnWritesOfRoute? For(RoutePlan route) =>
        route.Capability.Link is { } link && link.ReadYourWrites > TimeSpan.Zero
        && route.Capability.Routes.Where(r => r.IsWrite != route.IsWrite).ToArray() is { Length: > 0 } others
            ? new OwnWritesOfRoute(route.Match.Path, link, others, acknowledged, records, lease, links)
            : null;
}

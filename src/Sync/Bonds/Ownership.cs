using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Bonds;

/// <summary>Which side's write wins for a record: the side that the route which changes such records names today.</summary>
internal sealed class Ownership(CurrentRouting routing)
{
    public Side Of(string entity, string? cohortKey)
    {
        var snapshot = routing.Snapshot;
        var capability = snapshot.Plan.Capabilities.FirstOrDefault(c => c.Name == entity);
        var writes = capability?.Routes.Where(r => r.IsWrite).ToList() ?? [];
        var route = writes.Find(Changes) ?? writes.FirstOrDefault();
        return route is null ? Side.Legacy : snapshot.Decide(route.Id, cohortKey, Caller.Unknown).Side;
    }

    private static bool Changes(RoutePlan route) => route.Match.Method is "PUT" or "PATCH";
}

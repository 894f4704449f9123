using Hub.Platform.Plan;

namespace Hub.Platform.Routing;

/// <summary>One way in which a route's legacy side may still be used. While any of them is, the route is not retired.</summary>
public interface ILegacyUse
{
    /// <summary>What uses it and what to do about that, in one sentence; null where nothing does.</summary>
    /// <param name="plan">The plan served.</param>
    /// <param name="capability">The route's capability.</param>
    /// <param name="route">The route.</param>
    Task<string?> FindAsync(MigrationPlan plan, CapabilityPlan capability, RoutePlan route);
}

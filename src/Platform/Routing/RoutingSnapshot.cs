using Hub.Platform.Plan;

namespace Hub.Platform.Routing;

/// <summary>One revision, ready to decide by: immutable, shared by all requests.</summary>
/// <param name="Revision">The revision's number.</param>
/// <param name="Plan">The plan it belongs to.</param>
public sealed record RoutingSnapshot(long Revision, MigrationPlan Plan);

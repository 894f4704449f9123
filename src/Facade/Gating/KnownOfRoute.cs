using Hub.Facade.CanaryShare;
using Hub.Facade.Evidence;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Gating;

/// <summary>All that a gate is judged by.</summary>
/// <param name="Route">The route.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Now">When it is judged.</param>
/// <param name="Counts">What was compared under the plan served since the route last left stage legacy.</param>
/// <param name="Recent">What of it was compared within the last hour.</param>
/// <param name="Soaked">
/// For how long answers were compared while the route stood where it stands now, or of a route that writes how long it stands at
/// canary, where writes are not compared; null where none was.
/// </param>
/// <param name="Streams">The directions of the capability's link; none without a link.</param>
/// <param name="Canary">Which share of the customers the new side answers; null at other stages than canary.</param>
internal sealed record KnownOfRoute(
    RoutePlan Route, RouteState State, DateTimeOffset Now, EvidenceCounts Counts, EvidenceCounts Recent, TimeSpan? Soaked,
    IReadOnlyList<LinkStatus> Streams, CanaryShareView? Canary = null)
{
    /// <summary>Where it stands, in words, a handover aside.</summary>
    public string Stands => (State with { Handover = null }).ToString();
}

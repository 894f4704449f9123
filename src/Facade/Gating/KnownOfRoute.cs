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
    /// <summary>
    /// Whether it writes and no side can be asked to try a write: gates read what its writes left behind, in place of answers.
    /// </summary>
    public bool IsJudgedByLeftBehind => Route is { IsWrite: true, DryRun: false, Capability.Link: not null };

    /// <summary>
    /// Returns what the gate before a stage is judged by. What legacy's writes left behind shows that the new side holds them as
    /// legacy does, and only the new side's own writes show what it makes of one: the gate before <c>new</c> reads those alone.
    /// </summary>
    public KnownOfRoute Before(string stage) => !IsJudgedByLeftBehind ? this : this with
    {
        Counts = LeftOf(Counts, stage),
        Recent = LeftOf(Recent, stage),
    };

    private static EvidenceCounts LeftOf(EvidenceCounts counts, string stage) =>
        (stage == "new" ? counts.LeftByNew : counts.LeftBehind) ?? new EvidenceCounts();

    /// <summary>Where it stands, in words, a handover aside.</summary>
    public string Stands => (State with { Handover = null }).ToString();
}

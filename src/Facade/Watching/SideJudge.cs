using Hub.Facade.Forwarding;
using Hub.Facade.Measuring;
using Hub.Facade.Protecting;
using Hub.Platform.Plan;
using Hub.Platform.Problems;

namespace Hub.Facade.Watching;

/// <summary>
/// Judges sides by what this node has seen of them: health checks, breakers, connections and the last answers.
/// </summary>
internal sealed class SideJudge(
    Destinations destinations, SideConnections connections, HostedPlaces places, TimeProvider time)
{
    /// <summary>Fewer answers tell nothing of the next one.</summary>
    public const int FewestAnswers = 3;

    /// <summary>Returns how a side is.</summary>
    /// <param name="side">The side.</param>
    /// <param name="traffic">What it answered, by route.</param>
    public SideStanding Judge(SideTarget side, params IReadOnlyList<SideTraffic> traffic)
    {
        if (FindTrouble(side) is { } trouble)
            return trouble;
        if (FindFailing(Sum(traffic.Select(t => t.ReadLastMinute()))) is { } failing)
            return failing;
        var lately = Sum(traffic.Select(t => t.ReadLately()));
        return lately.Answered > lately.Failed || Find(side) is { IsProbedWell: true }
            ? SideStanding.Well
            : SideStanding.Unknown;
    }

    /// <summary>Returns how a side is that is left alone, or most of whose last answers were failures; else null.</summary>
    public SideStanding? FindFailing(SideTarget side, SideTraffic traffic) =>
        FindLeftAlone(side) ?? FindFailing(traffic.ReadLastMinute());

    /// <summary>Notes that a side was asked and is there: requests are sent to it again, whatever was counted before.</summary>
    public Task NoteWellAsync(SideTarget side) => Find(side)?.NoteWellAsync() ?? Task.CompletedTask;

    private SideStanding? FindTrouble(SideTarget side)
    {
        var peer = places.FindPeer(side);
        if (places.IsNowhere(side))
            return new(SideState.Unreachable, HostedPlaces.Nowhere);
        if (Find(side) is { UnwellSince: { } unwell })
            return new(SideState.Unwell, "its health check fails", unwell);
        return (side.Address ?? peer) is { } address
            && connections.Find(address.GetLeftPart(UriPartial.Authority))?.Trouble is { } trouble
            && time.GetUtcNow() - trouble.Last < SideTraffic.Window
            ? new(SideState.Unreachable, trouble.Why, trouble.Since)
            : FindLeftAlone(side);
    }

    private SideStanding? FindLeftAlone(SideTarget side) => Find(side) is { LeftAloneSince: { } opened }
        ? new(SideState.LeftAlone, "it failed too often lately", opened)
        : null;

    private static SideStanding? FindFailing(AnswerCounts answers) =>
        answers.Answered >= FewestAnswers && answers.Failed * 2 > answers.Answered
            ? new(
                SideState.Failing,
                $"{answers.Failed} of its {Counted.Of(answers.Answered, "answer")} of the last minute were failures (5xx)")
            : null;

    private Destination? Find(SideTarget side) => side.Protection is { } plan ? destinations.For(side, plan) : null;

    private static AnswerCounts Sum(IEnumerable<AnswerCounts> counts) =>
        counts.Aggregate(AnswerCounts.None, (sum, c) => sum.Plus(c));
}

using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Bonds;

/// <summary>Names the side whose values win a conflict, by the link's rule, as a pure function.</summary>
/// <param name="Rule">The link's rule.</param>
/// <param name="Origin">The side that the change comes from.</param>
/// <param name="Owner">The side that owns the record.</param>
/// <param name="ArrivingAt">When the record was changed there, by that side's clock; null where it does not tell.</param>
/// <param name="Now">The hub's own time.</param>
internal sealed record ConflictWinner(
    ConflictRule Rule, Side Origin, Side Owner, DateTimeOffset? ArrivingAt, DateTimeOffset Now)
{
    /// <summary>How far two times are apart before one is taken for the later: no clocks agree better than that.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromSeconds(1);

    /// <summary>How far a side's clock may be ahead of the hub's; a time beyond it says nothing.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(10);

    /// <summary>Has the change's own values win.</summary>
    public static ConflictWinner Arriving(Side origin) => new(ConflictRule.Owner, origin, origin, null, default);

    /// <summary>Returns the side that wins; null where a person decides.</summary>
    /// <param name="standingAt">When the target changed it, by that side's clock; null where it does not tell.</param>
    public Side? Of(DateTimeOffset? standingAt) => Rule switch
    {
        ConflictRule.Park => null,
        ConflictRule.Newer when Later(ArrivingAt, standingAt) is { } arrivingIsLater =>
            arrivingIsLater == (Origin == Side.Legacy) ? Side.Legacy : Side.New,
        _ => Owner,
    };

    // Null where one is missing or in the future, and where both are as good as equal.
    private bool? Later(DateTimeOffset? arriving, DateTimeOffset? standing) =>
        arriving is not { } one || standing is not { } other
        || one > Now + MostAhead || other > Now + MostAhead || (one - other).Duration() < Apart
            ? null
            : one > other;
}

namespace Hub.Facade.Waves;

/// <summary>How much of the plan is done.</summary>
/// <param name="At">When this was read.</param>
/// <param name="Revision">The revision that is served.</param>
/// <param name="Routes">Routes at new or retired, of all routes.</param>
/// <param name="Traffic">Requests that the new sides answered, of all that a side answered since the nodes started.</param>
/// <param name="TrafficSince">When the newest of the nodes that count has started.</param>
/// <param name="Records">Records that the new sides own, of all records of links whose sides were compared.</param>
/// <param name="Entities">The same by link.</param>
/// <param name="Waves">The plan's waves, by their day.</param>
/// <param name="Silent">Nodes that gave no answer when they were asked for their traffic.</param>
internal sealed record PlanStatusView(
    DateTimeOffset At, long Revision, StrangledShare Routes, StrangledShare Traffic, DateTimeOffset? TrafficSince,
    StrangledShare Records, IReadOnlyList<StrangledEntity> Entities, IReadOnlyList<WaveView> Waves,
    IReadOnlyList<string> Silent)
{
    /// <summary>
    /// How many of the routes at retired have no legacy side in the plan: they were given up, or never had one, so that nothing
    /// was strangled there.
    /// </summary>
    public int NewOnly { get; init; }
}

/// <summary>How much the new sides have of something.</summary>
/// <param name="New">What they have.</param>
/// <param name="Of">What there is.</param>
internal sealed record StrangledShare(long New, long Of)
{
    /// <summary>The share, 0 to 1; null where there is nothing.</summary>
    public double? Share => Of == 0 ? null : Math.Round((double)New / Of, 4);
}

/// <summary>How many records of a link the new side owns.</summary>
/// <param name="Entity">The entity.</param>
/// <param name="Capability">The capability that has the link.</param>
/// <param name="Records">How many there are, by the last comparison of both sides; null where none was made.</param>
/// <param name="CountedAt">When that comparison began.</param>
/// <param name="OwnedByNew">
/// The share of them that the new side owns, 0 to 1: the share of cohorts at which the routes that write them stand.
/// </param>
internal sealed record StrangledEntity(
    string Entity, string Capability, long? Records, DateTimeOffset? CountedAt, double OwnedByNew);

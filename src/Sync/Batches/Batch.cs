using System.Collections.Immutable;
using Hub.Sync.Searching;

namespace Hub.Sync.Batches;

/// <summary>Something that is done to all parked changes, or conflicts, that a search found when it was asked for.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Act">The job that does it: <c>parked-replay</c>.</param>
/// <param name="Search">Which are meant; none that came later.</param>
/// <param name="Use">The side whose values both sides get, where conflicts are resolved; null otherwise.</param>
/// <param name="Actor">Who asked for it.</param>
/// <param name="Reason">Why; empty where that was not said.</param>
/// <param name="Total">How many there were.</param>
/// <param name="MadeAt">When it was asked for.</param>
internal sealed record Batch(
    string Id, string Act, RecordSearch Search, string? Use, string Actor, string Reason, long Total, DateTimeOffset MadeAt)
{
    /// <summary>What has been dealt with, as the act counts; empty for nothing.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>How many have come to which outcome.</summary>
    public ImmutableSortedDictionary<string, long> Outcomes { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    public long Done => Outcomes.Values.Sum();

    /// <summary>Counts outcomes.</summary>
    public Batch With(IEnumerable<string> outcomes) => this with
    {
        Outcomes = outcomes.Aggregate(Outcomes, (all, one) => all.SetItem(one, all.GetValueOrDefault(one) + 1)),
    };

    /// <summary>The outcomes as people read them: <c>90 applied, 2 refused</c>.</summary>
    public string Describe() => string.Join(", ", Outcomes.Select(o => $"{o.Value} {o.Key}"));
}

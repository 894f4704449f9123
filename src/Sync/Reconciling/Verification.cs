using Hub.Platform.Links;
using Hub.Platform.Problems;

namespace Hub.Sync.Reconciling;

/// <summary>Tells what the last comparison of a direction is worth now.</summary>
internal static class Verification
{
    // Who wants to rely on it should not rely on yesterday's, and what no change tells of is found by a comparison of all only.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);
    private static readonly TimeSpan WholeFresh = TimeSpan.FromDays(7);

    /// <summary>
    /// Returns what a comparison found and how old it is: <c>verified 2 min ago, all records 3 hours ago</c>.
    /// </summary>
    public static LinkVerification Of(ReconcileResult result, DateTimeOffset now)
    {
        var (age, hasDrift) = (now - result.At, result.Drift + result.NotLookedAt > 0);
        var wholeAge = result.Changed is null ? (TimeSpan?)null : now - result.WholeAt;
        var isStale = age >= Fresh || wholeAge >= WholeFresh;
        var whole = wholeAge is { } ago ? $", all records {LinkVerification.AgeOf(ago)}" : "";
        var state = isStale ? LinkVerification.Stale : hasDrift ? LinkVerification.HasDrift : LinkVerification.Verified;
        var text = hasDrift
            ? $"drift: {Counted.Of(result.Drift, "record")}"
                + (result.NotLookedAt > 0 ? $" and {result.NotLookedAt} more at first sight, which were too many" : "")
                + $", found {LinkVerification.AgeOf(age)}"
            : $"verified {LinkVerification.AgeOf(age)}";
        var besides = string.Join(", ", Besides(result));
        return new LinkVerification(state, result.At)
        {
            WholeAt = result.WholeAt ?? result.At,
            Compared = result.Compared,
            Drift = result.Drift,
            Text = $"{text}{whole}{(isStale ? ", stale" : "")}{(besides.Length > 0 ? $"; not judged: {besides}" : "")}",
        };
    }

    private static IEnumerable<string> Besides(ReconcileResult result) =>
        new[]
        {
            (result.InConflict, "in conflict"), (result.Parked, "parked"), (result.Waiting, "waiting"),
            (result.Changing, "changing all the time"), (result.Unreadable, "not readable"),
        }
        .Where(b => b.Item1 > 0)
        .Select(b => $"{b.Item1} {b.Item2}");
}

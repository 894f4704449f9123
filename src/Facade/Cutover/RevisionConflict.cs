using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Cutover;

/// <summary>Somebody decided on a revision that is served no more: says what has changed since, by whom and when.</summary>
internal sealed class RevisionConflict(CurrentRouting current, Revisions revisions, RevisionLog log)
{
    private const int MostTold = 20;

    /// <summary>Null where the revision expected is the one served, or none is.</summary>
    public async Task<ShiftOutcome.Refused?> FindAsync(long? expected)
    {
        if (expected is null || expected == current.Snapshot.Revision)
            return null;
        // This node may not have heard yet of what the caller has seen at another one.
        await revisions.FollowAsync();
        var served = current.Snapshot.Revision;
        if (expected == served)
            return null;
        var seen = expected > served ? null : await log.FindAsync(expected.Value);
        return new ShiftOutcome.Refused(StatusCodes.Status409Conflict, seen is null
            ? $"Revision {served} is served; there is no revision {expected}."
            : $"Revision {served} is served, not {expected}. "
                + $"Since then: {Tell(seen, await log.ListSinceAsync(expected.Value))}.");
    }

    private static string Tell(Revision seen, IReadOnlyList<Revision> since)
    {
        var told = since.Zip(since.Prepend(seen), (to, from) =>
            $"{What(from, to)} by {to.Author} at {to.At:yyyy-MM-dd HH:mm:ss} UTC (revision {to.Number})").ToList();
        return string.Join(
            "; ",
            told.Count <= MostTold ? told : [$"{told.Count - MostTold} changes, then", .. told.TakeLast(MostTold)]);
    }

    private static string What(Revision from, Revision to) => string.Join(
        ", ",
        RevisionDiff.Moved(from, to).Select(c => c.ToString())
            .Concat(from.PlanHash == to.PlanHash ? [] : [$"plan {from.PlanHash[..12]} → {to.PlanHash[..12]}"])
            .DefaultIfEmpty("nothing"));
}

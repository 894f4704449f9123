using System.Collections.Immutable;
using Hub.Platform.Plan;

namespace Hub.Platform.Routing;

/// <summary>What differs between two revisions.</summary>
/// <param name="From">The number of the one.</param>
/// <param name="To">The number of the other.</param>
/// <param name="Routes">The routes that stand elsewhere.</param>
/// <param name="Plan">How the plans differ; null where both name the same.</param>
public sealed record RevisionDiff(long From, long To, ImmutableArray<RouteChange> Routes, PlanChange? Plan)
{
    /// <summary>The routes that stand elsewhere, ordered by id.</summary>
    public static ImmutableArray<RouteChange> Moved(Revision from, Revision to) =>
    [
        .. from.States.Keys.Union(to.States.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Select(route => new RouteChange(route, from.States.GetValueOrDefault(route), to.States.GetValueOrDefault(route)))
            .Where(change => change.From != change.To),
    ];
}

/// <summary>A route that stands elsewhere, is new, or is gone.</summary>
/// <param name="Route">The route's id.</param>
/// <param name="From">Where it stood; null where it was not.</param>
/// <param name="To">Where it stands; null where it is no more.</param>
public sealed record RouteChange(string Route, RouteState? From, RouteState? To)
{
    /// <inheritdoc />
    public override string ToString() => (From, To) switch
    {
        (null, { } to) => $"{Route} is new at {to}",
        ({ } from, null) => $"{Route} is gone from {from}",
        _ => $"{Route} {From} → {To}",
    };
}

/// <summary>How two plans differ.</summary>
/// <param name="From">The one's hash.</param>
/// <param name="To">The other's hash.</param>
/// <param name="Files">The files that differ.</param>
public sealed record PlanChange(string From, string To, ImmutableArray<FileChange> Files);

/// <summary>Compares revisions in the store.</summary>
public sealed class RevisionDiffs(RevisionLog log, PlanStore plans)
{
    /// <summary>What differs; null where there is no such revision.</summary>
    public async Task<RevisionDiff?> FindAsync(long from, long to) =>
        await log.FindAsync(from) is { } one && await log.FindAsync(to) is { } other
            ? new RevisionDiff(from, to, RevisionDiff.Moved(one, other), await CompareAsync(one.PlanHash, other.PlanHash))
            : null;

    private async Task<PlanChange?> CompareAsync(string from, string to) =>
        from == to ? null : new PlanChange(from, to, PlanBundle.Compare(await ReadAsync(from), await ReadAsync(to)));

    private async Task<PlanBundle> ReadAsync(string hash) =>
        await plans.FindAsync(hash) ?? throw new InvalidDataException($"Plan {hash} is not in the store.");
}

using System.Data.Common;
using Hub.Facade.Cutover.Checks;
using Hub.Platform.Links;
using Hub.Platform.Plan;

namespace Hub.Facade.Cutover;

/// <summary>
/// Tells what a rollback of a route would cost, as it was last rehearsed. Nothing waits for it, and nothing fails by it.
/// </summary>
internal sealed class WaysBack(TimeProvider time, IRehearsals? rehearsals = null)
{
    /// <summary>Returns the way back of each linked entity that was rehearsed; none while the store is away.</summary>
    public async Task<IReadOnlyDictionary<string, WayBack>> ListAsync()
    {
        try
        {
            return rehearsals is null
                ? Empty
                : (await rehearsals.ListAsync()).ToDictionary(
                    v => v.Key, v => WayBack.Of(v.Value, time.GetUtcNow()), StringComparer.Ordinal);
        }
        catch (DbException)
        {
            return Empty;
        }
    }

    /// <summary>Returns a route's; null where it writes no records that both sides keep, or nothing is known yet.</summary>
    public async Task<WayBack?> FindAsync(RoutePlan route) =>
        EntityOf(route) is { } entity ? (await ListAsync()).GetValueOrDefault(entity) : null;

    /// <summary>Has a route's rehearsed at once, and returns it; the last one where that takes too long.</summary>
    public async Task<WayBack?> RehearseAsync(RoutePlan route, CancellationToken cancellation)
    {
        try
        {
            return rehearsals is not null && EntityOf(route) is { } entity
                && await rehearsals.RehearseAsync(entity, WayBackIsRehearsed.Patience, cancellation) is { } verdict
                    ? WayBack.Of(verdict, time.GetUtcNow())
                    : null;
        }
        catch (DbException)
        {
            return null;
        }
    }

    /// <summary>Returns the entity whose records a route writes on both sides; null where it writes none.</summary>
    public static string? EntityOf(RoutePlan route) =>
        WriteGroup.Of(route).IsEmpty || route.Capability.Link is not { BothWays: true } link ? null : link.Entity;

    private static IReadOnlyDictionary<string, WayBack> Empty { get; } = new Dictionary<string, WayBack>();
}

/// <summary>What a rollback would cost.</summary>
/// <param name="Text">The verdict and how old it is, in words.</param>
/// <param name="AgeSeconds">How old the rehearsal is.</param>
/// <param name="Verdict">The verdict.</param>
internal sealed record WayBack(string Text, double AgeSeconds, RollbackVerdict Verdict)
{
    public static WayBack Of(RollbackVerdict verdict, DateTimeOffset now) => new(
        $"{verdict.Describe()}, {verdict.DescribeAge(now)}",
        Math.Round(Math.Max(0, (now - verdict.RehearsedAt).TotalSeconds), 1),
        verdict);
}

using Hub.Console.Asking;
using Hub.Platform.Identity;
using Hub.Platform.Routing;

namespace Hub.Console.Routes;

/// <summary>What the list of routes shows, and when it was read.</summary>
/// <param name="List">The routes.</param>
/// <param name="At">When they were read.</param>
/// <param name="Evidence">What was measured, of routes that compare or answer by the new side.</param>
/// <param name="Links">Both directions of each link, by entity; empty where they cannot be read.</param>
/// <param name="Waiting">What waits for the person.</param>
/// <param name="SlowAt">When all but the routes was read.</param>
public sealed record Board(
    RouteList List,
    DateTimeOffset At,
    IReadOnlyDictionary<string, Evidence> Evidence,
    IReadOnlyDictionary<string, IReadOnlyList<LinkDirection>> Links,
    IReadOnlyList<WaitingThing> Waiting,
    DateTimeOffset SlowAt)
{
    /// <summary>How often what changes slowly is read.</summary>
    private static readonly TimeSpan SlowPace = TimeSpan.FromSeconds(10);

    // Reading the evidence of all routes at once would be felt by the store.
    private const int AtOnce = 4;

    /// <summary>Reads the routes, and what changes slowly once in a while.</summary>
    /// <param name="hub">The hub's API.</param>
    /// <param name="last">What was read last; null for nothing.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HubRefusedException">The routes cannot be read.</exception>
    internal static async Task<Board> ReadAsync(HubApi hub, Board? last, DateTimeOffset now, CancellationToken cancellation)
    {
        var list = await hub.GetAsync<RouteList>("routes", cancellation);
        if (last is not null && now - last.SlowAt < SlowPace && last.List.Revision == list.Revision)
            return last with { List = list, At = now };
        var evidence = await ReadEvidenceAsync(hub, list, cancellation);
        var links = await hub.FindAsync<IReadOnlyList<LinkDirection>>("sync/links", cancellation) ?? [];
        return new(
            list, now, evidence,
            links.GroupBy(l => l.Entity, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, IReadOnlyList<LinkDirection> (g) => [.. g], StringComparer.Ordinal),
            await WaitingThing.ReadAsync(hub, await hub.GetCallerAsync(), list, evidence, now, cancellation),
            now);
    }

    private static async Task<IReadOnlyDictionary<string, Evidence>> ReadEvidenceAsync(
        HubApi hub, RouteList list, CancellationToken cancellation)
    {
        var read = new Dictionary<string, Evidence>(StringComparer.Ordinal);
        foreach (var some in list.Routes.Where(r => r.Stage is not (Stage.Legacy or Stage.Retired)).Chunk(AtOnce))
            foreach (var evidence in await Task.WhenAll(some.Select(r => hub.FindAsync<Evidence>(
                $"routes/{Uri.EscapeDataString(r.Id)}/evidence", cancellation))))
                if (evidence is not null)
                    read[evidence.Route] = evidence;
        return read;
    }
}

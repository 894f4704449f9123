using Hub.Console.Asking;

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
    IReadOnlyDictionary<string, EvidenceSummary> Evidence,
    IReadOnlyDictionary<string, IReadOnlyList<LinkDirection>> Links,
    IReadOnlyList<WaitingThing> Waiting,
    DateTimeOffset SlowAt)
{
    /// <summary>How often what changes slowly is read.</summary>
    public static readonly TimeSpan SlowPace = TimeSpan.FromSeconds(10);

    /// <summary>Reads all of it.</summary>
    /// <param name="hub">The hub's API.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="HubRefusedException">The routes cannot be read.</exception>
    internal static async Task<Board> ReadAsync(HubApi hub, TimeProvider clock, CancellationToken cancellation)
    {
        var list = await hub.GetAsync<RouteList>("routes", cancellation);
        var now = clock.GetUtcNow();
        return await new Board(list, now, Empty, NoLinks, [], now).WithSlowAsync(hub, clock, cancellation);
    }

    /// <summary>Returns this with the routes as they were read since.</summary>
    internal Board With(LiveReading reading) => this with { List = reading.List, At = reading.At };

    /// <summary>Returns this with what changes slowly, read anew.</summary>
    internal async Task<Board> WithSlowAsync(HubApi hub, TimeProvider clock, CancellationToken cancellation)
    {
        var evidence = hub.FindAsync<IReadOnlyList<EvidenceSummary>>("evidence", cancellation);
        var links = hub.FindAsync<IReadOnlyList<LinkDirection>>("sync/links", cancellation);
        var known = (await evidence ?? []).ToDictionary(e => e.Route, StringComparer.Ordinal);
        var now = clock.GetUtcNow();
        return this with
        {
            Evidence = known,
            Links = (await links ?? []).GroupBy(l => l.Entity, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, IReadOnlyList<LinkDirection> (g) => [.. g], StringComparer.Ordinal),
            Waiting = await WaitingThing.ReadAsync(hub, await hub.GetCallerAsync(), List, known, now, cancellation),
            SlowAt = now,
        };
    }

    private static IReadOnlyDictionary<string, EvidenceSummary> Empty { get; } = new Dictionary<string, EvidenceSummary>();

    private static IReadOnlyDictionary<string, IReadOnlyList<LinkDirection>> NoLinks { get; } =
        new Dictionary<string, IReadOnlyList<LinkDirection>>();
}

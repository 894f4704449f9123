using Dapper;
using Hub.Platform.Storage;

namespace Hub.Sync.Streams;

/// <summary>Where a stream stands: everything up to the position has been handled.</summary>
/// <param name="Position">The source's position; null at the very beginning.</param>
/// <param name="Sequence">How many changes that were; only used to know which inbox rows lie behind.</param>
internal sealed record StreamPosition(string? Position, long Sequence);

/// <summary>What the store knows of a stream.</summary>
internal sealed record StreamStanding
{
    public string Stream { get; init; } = "";

    public string? Position { get; init; }

    public long Applied { get; init; }

    public long Parked { get; init; }
}

/// <summary>The durable positions of all streams.</summary>
internal sealed class StreamPositions(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<StreamPositions>();

    public async Task<StreamPosition> BeginAsync(string stream)
    {
        await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Begin"], new { stream }, t));
        var (position, sequence) = await store.Database.ReadAsync(c => c.QuerySingleAsync<(string?, long)>(Sql["Find"], new { stream }));
        return new StreamPosition(position, sequence);
    }

    public Task AdvanceAsync(string stream, StreamPosition to) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Advance"], new { stream, position = to.Position, sequence = to.Sequence }, t));

    public async Task<IReadOnlyDictionary<string, StreamStanding>> StandingsAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<StreamStanding>(Sql["Standings"]))).ToDictionary(s => s.Stream);
}

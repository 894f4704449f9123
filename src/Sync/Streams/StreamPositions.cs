using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

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

    public long Waiting { get; init; }

    /// <summary>Conflicts that its changes met and nobody has resolved.</summary>
    public long Conflicts { get; init; }

    /// <summary>Since when the one has waited that waits longest.</summary>
    public long? WaitingSince { get; init; }

    /// <summary>1 when it was caught up when its reader last said so.</summary>
    public long CaughtUp { get; init; }

    /// <summary>The last barrier it has passed.</summary>
    public long Passed { get; init; }

    /// <summary>When a reading last began that found all there was, as its reader last said; 0 where none had.</summary>
    public long AtEnd { get; init; }

    /// <summary>When the oldest change was read that is not handled, as its reader last said.</summary>
    public long? OldestAt { get; init; }

    /// <summary>Why it stood still when its reader last said so.</summary>
    public string? Error { get; init; }

    /// <summary>When its reader is given up on, unless it is heard of again.</summary>
    public long LeaseUntil { get; init; }
}

/// <summary>The durable positions of all streams.</summary>
internal sealed class StreamPositions(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<StreamPositions>();

    /// <summary>Moves the position; false when another process has taken the stream.</summary>
    public async Task<bool> AdvanceAsync(StreamLease lease, StreamPosition to)
    {
        var row = new { stream = lease.Stream, epoch = lease.Epoch, position = to.Position, sequence = to.Sequence };
        return await store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Advance"], row, t)) > 0;
    }

    /// <summary>Returns whether a change of a record is parked.</summary>
    public async Task<bool> IsParkedAsync(string[] streams, IReadOnlyList<string> keys) =>
        await store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(
            Sql["CountParked", c], new { streams, keys = keys.ToArray() })) > 0;

    public async Task<IReadOnlyDictionary<string, StreamStanding>> StandingsAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<StreamStanding>(Sql["Standings"])))
            .Select(s => s with { Error = store.Records.Open(s.Error) }).ToDictionary(s => s.Stream);
}

using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Hub.Platform.Messaging;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Streams;

/// <summary>Which process reads which stream: one at a time, by the store's clock.</summary>
internal sealed class StreamLeases(HubStore store, BusAddresses bus, SyncOptions options)
{
    private static readonly SqlFile Sql = SqlFile.Of<StreamLeases>();
    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);

    /// <summary>
    /// Whether what the store says of a stream's reader was said by a process that has ended. A bus in memory means one process
    /// for this store: whoever held a stream that this process has not taken yet is its predecessor.
    /// </summary>
    public bool IsOfPredecessor(string stream) => !bus.SpansProcesses && !_taken.ContainsKey(stream);

    /// <summary>Takes a stream that nobody holds; null when somebody does.</summary>
    public async Task<StreamLease?> TakeAsync(string stream)
    {
        var atOnce = IsOfPredecessor(stream);
        var lease = await store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Begin"], new { stream }, t);
            var now = await NowAsync(c, t);
            var taken = await c.QueryAsync<(long Epoch, string? Position, long Sequence)>(
                Sql["Take"], new { stream, holder = _holder, now, until = Until(now), atOnce }, t);
            return taken
                .Select(r => new StreamLease(stream, r.Epoch, new StreamPosition(r.Position, r.Sequence)))
                .SingleOrDefault();
        });
        if (lease is not null)
            _taken[stream] = true;
        return lease;
    }

    /// <summary>Holds on to a stream, and tells the other processes how it stands; false when another one has taken it.</summary>
    public Task<bool> RenewAsync(StreamLease lease, StreamReport report) =>
        store.Database.WriteAsync(async (c, t) => await c.ExecuteAsync(
            Sql["Renew"],
            new
            {
                stream = lease.Stream,
                epoch = lease.Epoch,
                until = Until(await NowAsync(c, t)),
                caughtUp = report.CaughtUp ? 1L : 0L,
                oldestAt = report.OldestAt is { } at ? Microseconds.Of(at) : (long?)null,
                // It may be a system's own words.
                error = store.Records.Close(report.Error),
                atEnd = report.AtEndAt is { } atEnd ? Microseconds.Of(atEnd) : 0L,
            },
            t) > 0);

    /// <summary>Lets go of a stream, so that another process need not wait.</summary>
    public Task ReleaseAsync(StreamLease lease) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["Release"], new { stream = lease.Stream, epoch = lease.Epoch }, t));

    private static Task<long> NowAsync(DbConnection connection, DbTransaction transaction) =>
        connection.ExecuteScalarAsync<long>(Sql["Now", connection], transaction: transaction);

    private long Until(long now) => now + (options.Lease.Ticks / TimeSpan.TicksPerMicrosecond);
}

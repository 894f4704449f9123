using System.Data.Common;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.ServiceKit.Linking;

/// <summary>
/// Records that a link keeps in step, as JSON, each with its version, origin, cursor and last <c>Hub-Change</c> in one row. A
/// service with tables of its own derives and writes them in <see cref="SaveAsync"/>, in the record's transaction.
/// </summary>
/// <param name="stores">Opens the store.</param>
/// <param name="name">The store's name: lower-case letters.</param>
public class LinkedRecords(Stores stores, string name) : ServiceStore(stores, name, Sql)
{
    private static readonly SqlFile Sql = SqlFile.Of<LinkedRecords>();

    // Of another process's writes nothing is heard here.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private volatile TaskCompletionSource _next = NewSignal();

    /// <summary>Returns a record; null where there is none.</summary>
    public async Task<LinkedRecord?> FindAsync(string key) =>
        await Database.ReadAsync(c => FindAsync(c, key, transaction: null)) is { Content: not null } found ? found : null;

    /// <summary>Writes a record: condition, content, version, cursor and <c>Hub-Change</c> in one transaction.</summary>
    public async Task<LinkedOutcome> WriteAsync(LinkedWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);
        if (write.IsTrial)
            return await TryAsync((c, t) => WriteAsync(c, t, write));
        var outcome = await WriteAsync((c, t) => WriteAsync(c, t, write));
        if (outcome is LinkedOutcome.Created or LinkedOutcome.Done)
            Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();
        return outcome;
    }

    /// <summary>
    /// Returns the changes after a cursor, oldest first, as soon as there are any; null where the cursor is beyond the last.
    /// </summary>
    /// <param name="after">The cursor; 0 for the beginning.</param>
    /// <param name="limit">The most changes.</param>
    /// <param name="wait">How long to wait for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<LinkedRecord>?> ReadAsync(
        long after, int limit, TimeSpan wait, CancellationToken cancellation)
    {
        if (after > await Database.ReadAsync(c => c.ExecuteScalarAsync<long>(Sql["Last"])))
            return null;
        var since = TimeProvider.System.GetTimestamp();
        while (true)
        {
            // Taken before reading: what is written meanwhile ends the wait.
            var next = _next.Task;
            var found = await Database.ReadAsync(c => c.QueryAsync<LinkedRecord>(Sql["Read"], new { after, limit }));
            var left = wait - TimeProvider.System.GetElapsedTime(since);
            if (found.AsList() is { Count: > 0 } changes || left <= TimeSpan.Zero)
                return found.AsList();
            await Task.WhenAny(next, Task.Delay(left < Interval ? left : Interval, cancellation));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Writes what the service keeps beside the record, in the record's transaction.</summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="write">The write, whose condition holds.</param>
    protected virtual Task SaveAsync(DbConnection connection, DbTransaction transaction, LinkedWrite write) =>
        Task.CompletedTask;

    private async Task<LinkedOutcome> WriteAsync(DbConnection connection, DbTransaction transaction, LinkedWrite write)
    {
        var old = await FindAsync(connection, write.Key, transaction) is { Content: not null } found ? found : null;
        if (!write.Holds(old))
            return LinkedOutcome.Refused;
        if (old is null && write.Content is null)
            return LinkedOutcome.Missing;
        await SaveAsync(connection, transaction, write);
        await connection.ExecuteAsync(
            Sql["Save"],
            new
            {
                key = write.Key,
                content = write.Content?.GetRawText(),
                origin = write.Origin,
                hubChange = write.HubChange,
                // What the hub writes is no edit of a user here: a merge keeps the time of the edit that it merges.
                changedAt = write.IsOfHub ? (long?)null : Microseconds.Of(TimeProvider.System.GetUtcNow()),
            },
            transaction);
        return old is null ? LinkedOutcome.Created : LinkedOutcome.Done;
    }

    private static Task<LinkedRecord?> FindAsync(DbConnection connection, string key, DbTransaction? transaction) =>
        connection.QuerySingleOrDefaultAsync<LinkedRecord>(Sql["Find"], new { key }, transaction);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

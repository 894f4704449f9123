using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.ServiceKit.Changes;

/// <summary>
/// A service's outbox: an entry for each change of a record, written in the change's own transaction, in the place of an earlier
/// one of the same origin. Changes that came from
/// the legacy side are in it too, with that origin: so the log tells every record there is, and whoever sends changes on
/// passes over those the other side made itself. A position is an entry's number, so it outlives a restart.
/// </summary>
/// <param name="store">The service's store.</param>
/// <param name="sql">
/// Its statements <c>NextPosition</c>, <c>Append</c>, <c>Forget</c>, <c>Read</c> and <c>FindChangedAt</c>; for the
/// versions <c>RaiseVersion</c>, <c>FindVersion</c>, <c>NoteLegacyVersion</c> and <c>FindLegacyVersion</c>.
/// </param>
/// <param name="clock">Tells when an entry was written.</param>
public class OutboxLog(ServiceStore store, SqlFile sql, TimeProvider clock) : IChangeSource
{
    private static readonly SqlFile Own = SqlFile.Of<OutboxLog>();

    // What another process writes into the store gives no signal here.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private volatile TaskCompletionSource _next = NewSignal();
    private volatile Task? _awaited;

    /// <summary>An outbox in the tables that the kit makes in the service's store, as <see cref="Tables"/> says.</summary>
    /// <param name="store">The service's store, which has <see cref="Tables"/> among its shared ones.</param>
    /// <param name="clock">Tells when an entry was written.</param>
    public OutboxLog(ServiceStore store, TimeProvider clock)
        : this(store, Own, clock)
    {
    }

    /// <summary>The tables of the outbox, for <see cref="ServiceStore.Shared"/>.</summary>
    public static SharedTables Tables { get; } = new("outbox", Own);

    /// <summary>Raises the record's version and appends an entry; <see cref="Announce"/> it once it is committed.</summary>
    /// <param name="connection">The connection of the change's transaction.</param>
    /// <param name="transaction">The change's transaction.</param>
    /// <param name="entry">The change.</param>
    /// <param name="legacyVersion">The legacy side's version it brought; null where the legacy side had no part in it.</param>
    public async Task AppendAsync(
        DbConnection connection, DbTransaction transaction, OutboxEntry entry, long? legacyVersion = null)
    {
        var version = await connection.ExecuteScalarAsync<long>(
            sql["RaiseVersion"], new { id = entry.Key, legacyVersion }, transaction);
        var row = new
        {
            position = await connection.ExecuteScalarAsync<long>(sql["NextPosition"], transaction: transaction),
            entry.Key,
            entry.CohortKey,
            version,
            origin = entry.Origin.ToString(),
            kind = entry.Kind.ToString(),
            at = Microseconds.Of(entry.ChangedAt ?? clock.GetUtcNow()),
            entry.ExternalReference,
            entry.TraceParent,
            entry.Content,
        };
        await connection.ExecuteAsync(sql["Append"], row, transaction);
        // So the log grows with the records and not with their changes, and whoever reads on from an old position finds each
        // record's latest change.
        await connection.ExecuteAsync(sql["Forget"], row, transaction);
    }

    /// <summary>The legacy side's version is in the record although nothing changed here.</summary>
    public Task NoteLegacyAsync(DbConnection connection, DbTransaction transaction, string id, long legacyVersion) =>
        connection.ExecuteAsync(sql["NoteLegacyVersion"], new { id, legacyVersion }, transaction);

    /// <summary>Up to which of its own versions the legacy side's changes are in the record; null until it has spoken.</summary>
    public Task<long?> FindLegacyAsync(DbConnection connection, DbTransaction transaction, string id) =>
        connection.ExecuteScalarAsync<long?>(sql["FindLegacyVersion"], new { id }, transaction);

    /// <summary>The record's version here; null where it was never written.</summary>
    public Task<long?> FindVersionAsync(DbConnection connection, DbTransaction transaction, string id) =>
        connection.ExecuteScalarAsync<long?>(sql["FindVersion"], new { id }, transaction);

    /// <summary>When a user of this side last changed the record; null where none did.</summary>
    public async Task<DateTimeOffset?> FindChangedAtAsync(DbConnection connection, DbTransaction transaction, string id) =>
        await connection.ExecuteScalarAsync<long?>(sql["FindChangedAt"], new { id }, transaction) is { } at
            ? Microseconds.ToTime(at)
            : null;

    /// <summary>Wakes who waits.</summary>
    public void Announce() => Interlocked.Exchange(ref _next, NewSignal()).TrySetResult();

    /// <inheritdoc />
    public virtual async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        // Asked for before reading: what is written while we read wakes the wait that follows, whoever else reads meanwhile.
        _awaited ??= _next.Task;
        var position = after is null ? 0 : long.Parse(after, NumberStyles.None, CultureInfo.InvariantCulture);
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<Row>(sql["Read"], new { after = position, limit }));
        return [.. rows.Select(r => r.ToChange())];
    }

    /// <inheritdoc />
    public async Task<(IReadOnlyList<Change> Changes, bool IsAll)> ReadToEndAsync(
        string? after, int limit, CancellationToken cancellation)
    {
        var found = await ReadAsync(after, limit, cancellation);
        return (found, found.Count < limit);
    }

    /// <inheritdoc />
    public async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            var awaited = _awaited ?? _next.Task;
            _awaited = null;
            await awaited.WaitAsync(Interval, clock, cancellation);
        }
        catch (TimeoutException)
        {
            // There may be something new, says the interval.
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Row(
        long Position, string Key, string? CohortKey, long Version, string Origin, string Kind, string? ExternalReference,
        string? TraceParent, string? Content, long At)
    {
        public Change ToChange() => new(
            Key,
            CohortKey,
            Version,
            Position.ToString(CultureInfo.InvariantCulture),
            Enum.Parse<Side>(Origin),
            Enum.Parse<ChangeKind>(Kind),
            ExternalReference,
            Content is null ? null : JsonNode.Parse(Content)!.AsObject())
        {
            TraceParent = TraceParent,
            ChangedAt = Microseconds.ToTime(At),
        };
    }
}

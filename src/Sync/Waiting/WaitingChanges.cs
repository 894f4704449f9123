using System.Data.Common;
using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Messages;
using Hub.Sync.Streams;

namespace Hub.Sync.Waiting;

/// <summary>
/// The changes that wait for a parent, at most one a record and stream. What is written is part of the inbox's transactions.
/// </summary>
internal sealed class WaitingChanges(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<WaitingChanges>();

    /// <summary>Keeps a change, unless a later one of its record waits or is applied.</summary>
    public Task AddAsync(DbConnection connection, DbTransaction transaction, ChangeMessage message, MissingParent missing) =>
        connection.ExecuteAsync(Sql["Add"], Row(message, missing), transaction);

    /// <summary>What has waited for one parent waits for another.</summary>
    public Task GoOnAsync(DbConnection connection, DbTransaction transaction, ChangeMessage message, MissingParent missing) =>
        connection.ExecuteAsync(Sql["GoOn"], Row(message, missing), transaction);

    /// <summary>Takes a change out; false when it waits no more.</summary>
    public static async Task<bool> TakeAsync(DbConnection connection, DbTransaction transaction, ChangeMessage message) =>
        await connection.ExecuteAsync(Sql["Take"], Record(message), transaction) > 0;

    /// <summary>Removes what waits of a change's record, unless it is later than the change.</summary>
    public static Task OvertakeAsync(DbConnection connection, DbTransaction transaction, ChangeMessage message) =>
        connection.ExecuteAsync(Sql["Overtake"], Record(message), transaction);

    /// <summary>The streams that have waiting changes.</summary>
    public async Task<IReadOnlySet<string>> StreamsAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<string>(Sql["Streams"]))).ToHashSet(StringComparer.Ordinal);

    /// <summary>The changes of a stream whose parent is known by now, or that the plan has another rule for.</summary>
    public async Task<IReadOnlyList<ChangeMessage>> DueAsync(SyncStream stream, int limit) =>
        [.. (await store.Database.ReadAsync(c => c.QueryAsync<string>(
                Sql["Due"], new { stream = stream.Id, rule = stream.Rule, fromLegacy = stream.Origin == Side.Legacy, limit })))
            .Select(change => ChangeMessage.Open(store.Records, change))];

    /// <summary>The parents that changes of a stream have waited for since before a time; tells each change once.</summary>
    public async Task<IReadOnlyList<string>> WarnAsync(string stream, DateTimeOffset before) =>
        [
            .. await store.Database.WriteAsync((c, t) =>
                c.QueryAsync<string>(Sql["Warn"], new { stream, before = Microseconds.Of(before) }, t)),
        ];

    public async Task<IReadOnlyList<WaitingChange>> ListAsync()
    {
        var rows = await store.Database.ReadAsync(c =>
            c.QueryAsync<(string Stream, string Key, long Version, string Parent, string ParentKey, long Since)>(Sql["List"]));
        return
        [
            .. rows.Select(w =>
                new WaitingChange(w.Stream, w.Key, w.Version, w.Parent, w.ParentKey, Microseconds.ToTime(w.Since))),
        ];
    }

    private static object Record(ChangeMessage message) =>
        new { stream = message.Stream, key = message.Key, version = message.Version, position = message.Position };

    private object Row(ChangeMessage message, MissingParent missing) => new
    {
        stream = message.Stream,
        key = message.Key,
        version = message.Version,
        position = message.Position,
        change = message.Close(store.Records),
        parent = missing.Entity,
        parentKey = missing.Key,
        rule = missing.Rule,
        now = Microseconds.Of(time.GetUtcNow()),
    };
}

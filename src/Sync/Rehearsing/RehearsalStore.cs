using System.Text.Json;
using Dapper;
using Hub.Platform.Links;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Sync.Messages;
using Hub.Sync.Streams;

namespace Hub.Sync.Rehearsing;

/// <summary>
/// The last rehearsal of each link in the hub's store, and the number of the last one that was asked for: who reads the link's
/// way back answers it, on whatever node.
/// </summary>
internal sealed class RehearsalStore(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<RehearsalStore>();

    public async Task<IReadOnlyDictionary<string, RehearsalRow>> ListAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<RehearsalRow>(Sql["List"])))
            .Select(r => r with { Verdict = store.Records.Open(r.Verdict) })
            .ToDictionary(r => r.Entity, StringComparer.Ordinal);

    /// <summary>Asks for a rehearsal of an entity's link.</summary>
    /// <returns>Its number: once <see cref="RehearsalRow.Answered"/> has reached it, one has begun since.</returns>
    public Task<long> AskAsync(string entity) =>
        store.Database.WriteAsync((c, t) => c.ExecuteScalarAsync<long>(Sql["Ask"], new { entity }, t));

    /// <summary>Keeps a rehearsal; not where another process has taken the stream since.</summary>
    public Task KeepAsync(
        string entity, StreamLease lease, long answered, RollbackVerdict verdict, bool onlyWaits, WritingPace pace) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            Sql["Keep"],
            new
            {
                entity,
                stream = lease.Stream,
                epoch = lease.Epoch,
                answered,
                // It tells why records fail, which may be a system's own words.
                verdict = store.Records.Close(JsonSerializer.Serialize(verdict)),
                onlyWaits = onlyWaits ? 1L : 0L,
                pace = JsonSerializer.Serialize(pace),
            },
            t));

    /// <summary>Returns parked changes of a stream with their reasons, the oldest first.</summary>
    public Task<IReadOnlyList<(ChangeMessage Change, string Reason)>> ParkedAsync(string stream, int limit) =>
        ListAsync("Parked", stream, limit);

    /// <summary>
    /// Returns the newest change of each record that a person dropped, with why it was parked, as long as no later change of the
    /// record went over.
    /// </summary>
    public Task<IReadOnlyList<(ChangeMessage Change, string Reason)>> DroppedAsync(string stream, int limit) =>
        ListAsync("Dropped", stream, limit);

    /// <summary>Returns of how many records a change was dropped, and no later one went over.</summary>
    public Task<long> CountDroppedAsync(string stream) =>
        store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(Sql["CountDropped"], new { stream }));

    private async Task<IReadOnlyList<(ChangeMessage Change, string Reason)>> ListAsync(string name, string stream, int limit) =>
        [
            .. (await store.Database.ReadAsync(c =>
                    c.QueryAsync<(string Change, string Reason)>(Sql[name], new { stream, limit })))
                .Select(p => (ChangeMessage.Open(store.Records, p.Change), store.Records.Open(p.Reason))),
        ];

    /// <summary>Returns changes of a stream that wait for a record they name.</summary>
    public async Task<IReadOnlyList<ChangeMessage>> WaitingAsync(string stream, int limit) =>
        [
            .. (await store.Database.ReadAsync(c => c.QueryAsync<string>(Sql["Waiting"], new { stream, limit })))
                .Select(change => ChangeMessage.Open(store.Records, change)),
        ];
}

/// <summary>What the store knows of a link's rehearsals.</summary>
internal sealed record RehearsalRow
{
    public string Entity { get; init; } = "";

    /// <summary>The number of the last one that was asked for.</summary>
    public long Asked { get; init; }

    /// <summary>The number of the last one asked for that was made.</summary>
    public long Answered { get; init; }

    /// <summary>1 where what fails waits only for a record it names.</summary>
    public long OnlyWaits { get; init; }

    public string? Verdict { get; init; }

    public string? Pace { get; init; }

    public RollbackVerdict? ToVerdict() => Verdict is null ? null : JsonSerializer.Deserialize<RollbackVerdict>(Verdict);

    public WritingPace? ToPace() => Pace is null ? null : JsonSerializer.Deserialize<WritingPace>(Pace);
}

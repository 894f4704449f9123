using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Adapters.Changes;

/// <summary>
/// What a system's records looked like when last seen, and in which order they were seen to change. One row a record:
/// whoever reads on from an old position finds each record's latest change only. A record that is gone leaves its key.
/// </summary>
internal sealed class Snapshots(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<Snapshots>();

    public Task MigrateAsync() => store.Database.MigrateAsync("adapter_snapshot", Sql);

    public async Task<IReadOnlyList<SnapshotChange>> ReadAsync(string system, string entity, long after, int limit) =>
        [
            .. (await store.Database.ReadAsync(
                c => c.QueryAsync<SnapshotChange>(Sql["Changes"], new { system, entity, after, limit })))
                .Select(s => s with { Content = store.Records.Open(s.Content), Fault = store.Records.Open(s.Fault) }),
        ];

    /// <summary>What is kept of some records, by their keys.</summary>
    public async Task<IReadOnlyDictionary<string, SnapshotRecord>> FindAsync(string system, string entity, string[] keys) =>
        (await store.Database.ReadAsync(c => c.QueryAsync<SnapshotRecord>(Sql["Find", c], new { system, entity, keys })))
            .ToDictionary(r => r.RecordKey, StringComparer.Ordinal);

    /// <summary>Records that are not gone, by their numbers.</summary>
    public async Task<IReadOnlyList<SnapshotRecord>> LiveAsync(string system, string entity, long after, int limit) =>
        [.. await store.Database.ReadAsync(c => c.QueryAsync<SnapshotRecord>(Sql["Live"], new { system, entity, after, limit }))];

    /// <summary>Records that are not gone, with what they hold, by their numbers.</summary>
    public async Task<IReadOnlyList<KeptRecord>> ListAsync(string system, string entity, long after, int limit) =>
        [
            .. (await store.Database.ReadAsync(
                c => c.QueryAsync<KeptRecord>(Sql["Listed"], new { system, entity, after, limit })))
                .Select(s => s with { Content = store.Records.Open(s.Content), Fault = store.Records.Open(s.Fault) }),
        ];

    /// <summary>Keeps what was seen and what is gone, all of it or nothing.</summary>
    /// <param name="system">The system.</param>
    /// <param name="entity">The entity.</param>
    /// <param name="seen">Records that are new or differ.</param>
    /// <param name="gone">Records that are gone.</param>
    /// <param name="guard">Writes what is kept with it, and throws where nothing may be kept any more; null for nothing.</param>
    /// <param name="upTo">
    /// The last change that was kept before the system was read; what another reading has kept since is left, as it may be newer.
    /// Null where nobody else reads.
    /// </param>
    public Task<KeptRecords> KeepAsync(
        string system, string entity, IReadOnlyList<SeenRecord> seen, IReadOnlyList<SnapshotRecord> gone, SnapshotGuard? guard,
        long? upTo = null) =>
        store.Database.WriteAsync(async (c, t) =>
        {
            if (guard is not null)
                await guard(c, t);
            var (records, left) = (new List<long>(seen.Count), 0);
            foreach (var one in seen)
            {
                var (record, isKept) = await PutAsync(c, t, system, entity, one, upTo ?? long.MaxValue);
                records.Add(record);
                left += isKept ? 0 : 1;
            }

            foreach (var one in gone)
            {
                var next = await NextAsync(c, t, system, entity, added: 0);
                left += 1 - await c.ExecuteAsync(
                    Sql["Remove"],
                    new { system, entity, key = one.RecordKey, sequence = next.Sequence, upTo = upTo ?? long.MaxValue }, t);
            }

            return new KeptRecords(records, left);
        });

    /// <summary>Has the next scan tell a record, whatever it holds.</summary>
    public Task LookAgainAsync(string system, string entity, string key) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["LookAgain"], new { system, entity, key }, t));

    /// <summary>The number of the last change that is kept; 0 for none.</summary>
    public Task<long> LastAsync(string system, string entity) =>
        store.Database.ReadAsync(async c => await c.ExecuteScalarAsync<long?>(Sql["Last"], new { system, entity }) ?? 0);

    /// <summary>How many deletions a comparison has asked a person for, and how many are allowed.</summary>
    public async Task<DeletionDoubt> DoubtAsync(string system, string entity) =>
        await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<DeletionDoubt>(Sql["Doubt"], new { system, entity }))
        ?? new DeletionDoubt(0, 0);

    /// <summary>Asks a person for so many deletions.</summary>
    public Task AskAsync(string system, string entity, long gone) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Ask"], new { system, entity, gone }, t));

    /// <summary>Allows as many deletions as were asked for; returns how many, 0 where none were.</summary>
    public Task<long> AllowAsync(string system, string entity) =>
        store.Database.WriteAsync((c, t) => c.ExecuteScalarAsync<long>(Sql["Allow"], new { system, entity }, t));

    /// <summary>Notes that no deletion is asked for any more.</summary>
    public Task SettleAsync(string system, string entity) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Settle"], new { system, entity }, t));

    /// <summary>Asks for a reading that begins after this, and returns its number.</summary>
    public Task<long> AskReadingAsync(string system, string entity) =>
        store.Database.WriteAsync((c, t) => c.ExecuteScalarAsync<long>(Sql["AskReading"], new { system, entity }, t));

    /// <summary>The number of the last reading that was asked for and has not ended; 0 for none.</summary>
    public Task<long> AskedReadingAsync(string system, string entity) =>
        store.Database.ReadAsync(async c =>
            await c.ExecuteScalarAsync<long?>(Sql["AskedReading"], new { system, entity }) ?? 0);

    /// <summary>Notes that a reading has ended which began after it was asked for.</summary>
    public Task AnswerReadingAsync(string system, string entity, long number) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["AnswerReading"], new { system, entity, number }, t));

    /// <summary>Whether a reading that was asked for has ended.</summary>
    public Task<bool> IsAnsweredAsync(string system, string entity, long number) =>
        store.Database.ReadAsync(async c =>
            await c.ExecuteScalarAsync<long>(Sql["IsAnswered"], new { system, entity, number }) > 0);

    // The number may be another one than the next: another reading may have made the record since this one looked.
    private async Task<(long Record, bool IsKept)> PutAsync(
        DbConnection c, DbTransaction t, string system, string entity, SeenRecord one, long upTo)
    {
        var next = await NextAsync(c, t, system, entity, one.Known is null ? 1 : 0);
        var record = one.Known?.Record ?? next.Records;
        var kept = await c.ExecuteScalarAsync<long?>(Sql["Put"], new
        {
            system,
            entity,
            key = one.Key,
            record,
            sequence = next.Sequence,
            hash = one.Hash,
            cohort = one.Cohort,
            reference = one.Reference,
            content = store.Records.Close(one.Content),
            fault = store.Records.Close(one.Fault),
            changedAt = one.ChangedAt is { } at ? Microseconds.Of(at) : (long?)null,
            upTo,
        }, t);
        return kept is { } number
            ? (number, true)
            : (await c.ExecuteScalarAsync<long>(Sql["Number"], new { system, entity, key = one.Key }, t), false);
    }

    // The feed's row is taken first, so that sequences are committed in their order also where writers are many.
    private static Task<FeedRow> NextAsync(DbConnection c, DbTransaction t, string system, string entity, int added) =>
        c.QuerySingleAsync<FeedRow>(Sql["Next"], new { system, entity, added }, t);

    private sealed record FeedRow(long Sequence, long Records);
}

/// <summary>Writes in the transaction in which records are kept, and throws where they may not be.</summary>
internal delegate Task SnapshotGuard(DbConnection connection, DbTransaction transaction);

/// <summary>A detected change; no content when the record is gone.</summary>
internal sealed record SnapshotChange(
    string RecordKey, long Sequence, string? Cohort, string? Reference, string? Content, string? Fault, long? ChangedAt)
{
    public Change ToChange() => new(
        RecordKey,
        Cohort,
        Sequence,
        Sequence.ToString(CultureInfo.InvariantCulture),
        Side.Legacy,
        Content is null ? ChangeKind.Delete : ChangeKind.Upsert,
        Reference,
        Content is null || Fault is not null ? null : JsonNode.Parse(Content)!.AsObject())
    {
        ChangedAt = ChangedAt is { } at ? Microseconds.ToTime(at) : null,
        Fault = Fault,
    };
}

/// <summary>Deletions that a comparison has found and not made.</summary>
/// <param name="Asked">How many a person is asked for; 0 for none.</param>
/// <param name="Allowed">How many a person has allowed.</param>
internal sealed record DeletionDoubt(long Asked, long Allowed);

/// <summary>What is kept of a record.</summary>
/// <param name="RecordKey">Its key.</param>
/// <param name="Record">Its number, which it keeps: small, without gaps.</param>
/// <param name="Hash">SHA-256 of its content; empty when it is gone; <see cref="Twice"/> where two records have its key.</param>
/// <param name="Sequence">The number of its latest change.</param>
internal sealed record SnapshotRecord(string RecordKey, long Record, string Hash, long Sequence)
{
    /// <summary>The hash of a record whose key two records have, whatever they hold.</summary>
    public const string Twice = "twice";

    public bool IsTwice => Hash == Twice;
}

/// <summary>A record as it was last seen.</summary>
/// <param name="RecordKey">Its key.</param>
/// <param name="Record">Its number.</param>
/// <param name="Content">What it holds.</param>
/// <param name="Fault">Why it cannot be read; null where it can.</param>
internal sealed record KeptRecord(string RecordKey, long Record, string Content, string? Fault);

/// <summary>What became of records that a reading wanted kept.</summary>
/// <param name="Records">The numbers of those that were seen.</param>
/// <param name="Left">How many were left, as another reading has kept a change of them since.</param>
internal sealed record KeptRecords(IReadOnlyList<long> Records, int Left);

/// <summary>A record that is new or differs from what is kept.</summary>
internal sealed record SeenRecord(
    SnapshotRecord? Known, string Key, string Hash, string? Cohort, string? Reference, string Content)
{
    /// <summary>Why it cannot be read, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>When it was changed, by its system's clock; null where that is not told. No difference by itself.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Returns it as one that cannot be told from another one of the same key.</summary>
    public SeenRecord AsTwice(string system, EntityDefinition entity) => this with
    {
        Hash = SnapshotRecord.Twice,
        Fault = CallFailures.Unreadable(
            system, entity.Name, Key,
            "two different records are listed with this key. Correct one of them, or have the mapping of "
            + $"'{string.Join('.', entity.Key)}' tell them apart"),
    };

    /// <summary>Returns a record as it was read.</summary>
    /// <param name="system">Where.</param>
    /// <param name="entity">What it is.</param>
    /// <param name="key">Its key.</param>
    /// <param name="content">What of it could be read.</param>
    /// <param name="unreadable">Why it cannot be read as a whole; null where it can.</param>
    /// <param name="known">What is kept of it, or null.</param>
    public static SeenRecord Of(
        string system, EntityDefinition entity, string key, JsonObject content, string? unreadable, SnapshotRecord? known)
    {
        var text = content.ToJsonString() + (unreadable is null ? "" : $"\n{unreadable}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new SeenRecord(known, key, hash, entity.CohortOf(content), entity.ExternalReferenceOf(content), text)
        {
            Fault = unreadable is null ? null : CallFailures.Unreadable(system, entity.Name, key, unreadable),
        };
    }
}

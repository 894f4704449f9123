using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;

namespace Hub.ServiceKit.Changes;

/// <summary>
/// Takes the legacy side's changes of records that are made on both sides. One that was made here and comes back from
/// there is known by its external reference and keeps the id it has here; one first made there keeps the id it has there.
/// </summary>
/// <param name="store">The service's store.</param>
/// <param name="json">How the contract writes a record; strict, since a member that is not known would be lost.</param>
/// <param name="log">The service's outbox.</param>
public abstract class RecordChangeTarget<TRecord>(ServiceStore store, JsonTypeInfo<TRecord> json, OutboxLog log)
    : IRehearsedTarget, IRecordListing
    where TRecord : class, IServiceRecord<TRecord>
{
    private static readonly string[] Own = ["id", "externalReference"];

    /// <inheritdoc />
    public IReadOnlyList<string> OwnFields => Own;

    /// <inheritdoc />
    public Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        var write = new TargetDecision(
            change.Kind == ChangeKind.Delete ? TargetAct.Delete : TargetAct.Save, change.Content);
        return ApplyAsync(change, knownKey, new RecordComparison((_, _) => write), cancellation);
    }

    /// <inheritdoc />
    public Task<ApplyResult> ApplyAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation) =>
        WriteAsync((c, t) => ApplyAsync(c, t, change, knownKey, comparison));

    /// <inheritdoc />
    /// <remarks>It is made, and taken back before it is committed.</remarks>
    public async Task<ApplyResult> RehearseAsync(
        Change change, string? knownKey, RecordComparison comparison, CancellationToken cancellation)
    {
        try
        {
            return await WriteAsync(async (c, t) => throw new TakenBackException(
                await ApplyAsync(c, t, change, knownKey, comparison)));
        }
        catch (TakenBackException e)
        {
            return e.Result;
        }
    }

    /// <inheritdoc />
    public Task<ApplyResult> ReviseAsync(string key, RecordComparison comparison, CancellationToken cancellation) =>
        WriteAsync((c, t) => ReviseAsync(c, t, key, comparison));

    private async Task<ApplyResult> WriteAsync(Func<DbConnection, DbTransaction, Task<ApplyResult>> write)
    {
        try
        {
            var result = await store.WriteAsync(write);
            if (result.Outcome == ApplyOutcome.Applied)
                log.Announce();
            return result;
        }
        catch (Exception e) when (e is DbException or IOException or ChannelClosedException)
        {
            throw new ChangeTargetUnavailableException($"The {store.Name} store cannot be written.", e)
            {
                MayBeOfRecord = e is DbException,
            };
        }
    }

    /// <inheritdoc />
    /// <remarks>A record that was first made on the legacy side has the id that is its key there.</remarks>
    public Task<Counterpart> FindCounterpartAsync(string key, CancellationToken cancellation) => store.WriteAsync(async (c, t) =>
        await log.FindLegacyAsync(c, t, key) is not null && !await IsMadeHereAsync(c, t, key)
            ? new Counterpart(key)
            : Counterpart.None);

    /// <inheritdoc />
    public IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync(CancellationToken cancellation) => StoredRecords.ListAsync(
        store,
        async (c, after, limit) => [.. (await ListAsync(c, after, limit)).Select(r => new ListedRecord(r.Id, Show(r)))],
        cancellation);

    /// <summary>Records behind an id, in the order of their ids.</summary>
    protected abstract Task<IReadOnlyList<TRecord>> ListAsync(DbConnection connection, string after, int limit);

    /// <summary>The record of an id, or null.</summary>
    protected abstract Task<TRecord?> FindAsync(DbConnection connection, DbTransaction transaction, string id);

    /// <summary>The record that was made here under a reference, or null.</summary>
    protected abstract Task<TRecord?> FindByReferenceAsync(
        DbConnection connection, DbTransaction transaction, string externalReference);

    /// <summary>Makes or replaces a record.</summary>
    protected abstract Task SaveAsync(DbConnection connection, DbTransaction transaction, TRecord record);

    /// <summary>Deletes a record.</summary>
    protected abstract Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id);

    /// <summary>Why a record that can be read is none of the contract all the same, as a path; or null.</summary>
    protected virtual string? FindFault(TRecord record) => null;

    /// <summary>
    /// Everything that the service's API would refuse a record for. It is held against what a person gives a record, and not
    /// against what comes from the other side.
    /// </summary>
    protected virtual IReadOnlyList<ProblemError> FindErrors(JsonElement record) => [];

    // A record may break a rule since it came from the other side; only what is given now has to keep it.
    private string? FindRefusal(JsonObject existing, JsonObject given)
    {
        var faults = FindErrors(JsonSerializer.SerializeToElement(given))
            .Where(e => e.Path.Split('.', '[')[0] is var name && !JsonNode.DeepEquals(existing[name], given[name])).ToList();
        return faults.Count == 0 ? null : string.Join("; ", faults.Select(f => $"{f.Path}: {f.Detail}"));
    }

    private async Task<ApplyResult> ApplyAsync(
        DbConnection c, DbTransaction t, Change change, string? knownKey, RecordComparison comparison)
    {
        var content = Read(change.Content, out var reason);
        var reference = change.ExternalReference ?? content?.ExternalReference;
        var sameReference = reference is null ? null : await FindByReferenceAsync(c, t, reference);
        var id = knownKey ?? sameReference?.Id ?? change.Key;

        var legacyVersion = await log.FindLegacyAsync(c, t, id);
        if (legacyVersion > change.Version)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);

        var existing = await FindAsync(c, t, id);
        var isAnother = knownKey is null && existing?.ExternalReference is { } own && own != reference;
        // What never came here cannot be deleted here, whoever else has its number.
        if (isAnother && change.Kind == ChangeKind.Delete)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, Key: null);
        if (legacyVersion == change.Version)
        {
            comparison.Includes(Show(existing), await log.FindVersionAsync(c, t, id));
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
        }

        if (change.Kind == ChangeKind.Upsert)
        {
            if (content is null)
                return Refused(reason);
            if (sameReference is not null && sameReference.Id != id)
                return Refused("Its external reference belongs to another record here.");
            if (isAnother)
                return Refused("Another record has its id here: the two sides' numbers overlap.");
        }

        var version = await log.FindVersionAsync(c, t, id);
        comparison.IsMadeOfCurrent = version == 1 && (sameReference is not null || legacyVersion is not null);
        if (comparison.AsksTime)
            comparison.ChangedAt = await log.FindChangedAtAsync(c, t, id);
        var decision = comparison.Decide(Show(existing), version);
        switch (decision.Act)
        {
            case TargetAct.Check:
                return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
            case TargetAct.Keep:
                await log.NoteLegacyAsync(c, t, id, change.Version);
                return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
            case TargetAct.Delete:
                return await DeleteAsync(c, t, id, existing, change.Version);
            default:
                return Read(decision.Content, out reason) is { } record
                    ? await SaveAsync(
                        c, t, record.Named(id, reference ?? existing?.ExternalReference), existing, change.Version, decision,
                        comparison.ChangedAt)
                    : Refused(reason);
        }
    }

    private async Task<bool> IsMadeHereAsync(DbConnection c, DbTransaction t, string id) =>
        (await FindAsync(c, t, id))?.ExternalReference is { } reference
        && (await FindByReferenceAsync(c, t, reference))?.Id == id;

    private async Task<ApplyResult> ReviseAsync(DbConnection c, DbTransaction t, string id, RecordComparison comparison)
    {
        if (await FindAsync(c, t, id) is not { } existing)
            return await MakeAgainAsync(c, t, id, comparison);
        var decision = comparison.Decide(Show(existing), await log.FindVersionAsync(c, t, id));
        if (decision.Act == TargetAct.Delete)
        {
            await DeleteAsync(c, t, id);
            await log.AppendAsync(c, t, OutboxEntry.OfDeleted(existing, OriginOf(decision)));
            return new ApplyResult(ApplyOutcome.Applied, id);
        }

        if (decision.Content is null)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
        if (Read(decision.Content, out var reason) is not { } record)
            return Refused(reason);
        if (FindRefusal(Show(existing)!, decision.Content) is { } refusal)
            return Refused(refusal);
        if (decision.Act != TargetAct.Save)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
        record = record.Named(id, existing.ExternalReference);
        await SaveAsync(c, t, record);
        await log.AppendAsync(c, t, OutboxEntry.Of(record, json, OriginOf(decision)));
        return new ApplyResult(ApplyOutcome.Applied, id);
    }

    // What was lost here is made again as the other side has it, and is no news over there.
    private async Task<ApplyResult> MakeAgainAsync(DbConnection c, DbTransaction t, string id, RecordComparison comparison)
    {
        if (comparison.Decide(current: null, version: null) is not { Act: TargetAct.Save, Content: { } content })
            return Refused("It does not exist any more.");
        // A contract wants the id, whatever the other side calls the record.
        content["id"] = id;
        if (Read(content, out var reason) is not { } record)
            return Refused(reason);
        record = record.Named(id, record.ExternalReference);
        await SaveAsync(c, t, record);
        await log.AppendAsync(c, t, OutboxEntry.Of(record, json, Side.Legacy));
        return new ApplyResult(ApplyOutcome.Applied, id);
    }

    // A merge that the legacy side lacks a part of is sent there as this side's change.
    private static Side OriginOf(TargetDecision decision) => decision.OtherSideLacks ? Side.New : Side.Legacy;

    private JsonObject? Show(TRecord? record) =>
        record is null ? null : JsonSerializer.SerializeToNode(record, json)!.AsObject();

    private async Task<ApplyResult> SaveAsync(
        DbConnection c, DbTransaction t, TRecord record, TRecord? existing, long legacyVersion, TargetDecision decision,
        DateTimeOffset? editedAt)
    {
        if (existing?.Says(record) == true && !decision.OtherSideLacks)
        {
            await log.NoteLegacyAsync(c, t, record.Id, legacyVersion);
            return new ApplyResult(ApplyOutcome.AlreadyApplied, record.Id);
        }

        await SaveAsync(c, t, record);
        // A merge is told to legacy in the place of the edit that it merges.
        var entry = OutboxEntry.Of(record, json, OriginOf(decision)) with
        {
            ChangedAt = decision.OtherSideLacks ? editedAt : null,
        };
        await log.AppendAsync(c, t, entry, legacyVersion);
        return new ApplyResult(ApplyOutcome.Applied, record.Id);
    }

    private async Task<ApplyResult> DeleteAsync(DbConnection c, DbTransaction t, string id, TRecord? existing, long legacyVersion)
    {
        if (existing is null)
        {
            // Noted all the same: an older change that comes late must not make it.
            await log.NoteLegacyAsync(c, t, id, legacyVersion);
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
        }

        await DeleteAsync(c, t, id);
        await log.AppendAsync(c, t, OutboxEntry.OfDeleted(existing, Side.Legacy), legacyVersion);
        return new ApplyResult(ApplyOutcome.Applied, id);
    }

    private TRecord? Read(JsonObject? content, out string? reason)
    {
        reason = content is null ? "The change has no content." : null;
        if (content is null)
            return null;
        string? place;
        try
        {
            var record = content.Deserialize(json)!;
            place = FindFault(record);
            if (place is null)
                return record;
        }
        catch (JsonException e)
        {
            // Only the path: the message may repeat what stands there.
            place = e.Path ?? "$";
        }

        reason = $"The content is not of the contract of {store.Name}: see {place}.";
        return null;
    }

    private static ApplyResult Refused(string? reason) => new(ApplyOutcome.Refused, Key: null, reason);

    // The only way out of a store's write that leaves nothing behind.
    private sealed class TakenBackException(ApplyResult result) : Exception
    {
        public ApplyResult Result => result;
    }
}

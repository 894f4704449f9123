using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.ServiceKit.Changes;

/// <summary>
/// Keeps a copy of the legacy side's records, to read only: of each the latest version, and nothing of its own.
/// </summary>
/// <typeparam name="TContent">As much of the contract as is copied.</typeparam>
/// <param name="store">The store of the service that keeps the copy.</param>
/// <param name="sql">
/// The statements <c>RaiseVersion</c> (@id, @version;
/// touches no row that has it or a later one), <c>Save</c> and <c>Delete</c> (@id).
/// </param>
/// <param name="json">How the contract writes it.</param>
public abstract class CopyTarget<TContent>(ServiceStore store, SqlFile sql, JsonTypeInfo<TContent> json)
    : IChangeTarget, IRecordCopy
    where TContent : class
{
    private const long BeforeAll = long.MinValue;

    /// <inheritdoc />
    public async Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        var id = knownKey ?? change.Key;
        object? row = null;
        if (change.Kind == ChangeKind.Upsert && (row = Read(change.Content, id, out var reason)) is null)
            return new ApplyResult(ApplyOutcome.Refused, Key: null, reason);
        try
        {
            return await store.Database.WriteAsync((c, t) => ApplyAsync(c, t, id, change.Version, row));
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
    public IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync(CancellationToken cancellation) => StoredRecords.ListAsync(
        store,
        async (c, after, limit) => [.. (await ListAsync(c, after, limit)).Select(r => new ListedRecord(r.Id, Show(r.Content)))],
        cancellation);

    /// <inheritdoc />
    public JsonObject? Keep(JsonObject content)
    {
        try
        {
            return content.Deserialize(json) is { } kept ? Show(kept) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc />
    public Task<ApplyResult> RepairAsync(string key, JsonObject? found, JsonObject? wanted)
    {
        string? reason = null;
        var row = wanted is null ? null : Read(wanted, key, out reason);
        if (reason is not null)
            return Task.FromResult(new ApplyResult(ApplyOutcome.Refused, Key: null, reason));
        return store.Database.WriteAsync(async (c, t) =>
        {
            // Takes the record's version, below that of every change: a change of it that is being applied is done before it is
            // read, or begins when this has ended.
            await c.ExecuteAsync(sql["RaiseVersion"], new { id = key, version = BeforeAll }, t);
            var standing = await FindAsync(c, t, key);
            if (!JsonNode.DeepEquals(found, standing is null ? null : Show(standing)))
                return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
            await c.ExecuteAsync(sql[row is null ? "Delete" : "Save"], row ?? new { id = key }, t);
            return new ApplyResult(ApplyOutcome.Applied, key);
        });
    }

    /// <summary>Records behind an id, in the order of their ids.</summary>
    protected abstract Task<IReadOnlyList<(string Id, TContent Content)>> ListAsync(
        DbConnection connection, string after, int limit);

    /// <summary>The record of an id, or null.</summary>
    protected abstract Task<TContent?> FindAsync(DbConnection connection, DbTransaction transaction, string id);

    /// <summary>The parameters of <c>Save</c>.</summary>
    protected abstract object RowOf(string id, TContent content);

    /// <summary>Why an id can be none of these records', or null.</summary>
    protected virtual string? FindFault(string id) => null;

    private async Task<ApplyResult> ApplyAsync(DbConnection c, DbTransaction t, string id, long version, object? row)
    {
        // Also of a deleted record: an older change that comes late must not bring it back.
        if (await c.ExecuteAsync(sql["RaiseVersion"], new { id, version }, t) == 0)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
        if (row is null)
            await c.ExecuteAsync(sql["Delete"], new { id }, t);
        else
            await c.ExecuteAsync(sql["Save"], row, t);
        return new ApplyResult(ApplyOutcome.Applied, id);
    }

    private JsonObject Show(TContent content) => JsonSerializer.SerializeToNode(content, json)!.AsObject();

    private object? Read(JsonObject? given, string id, out string? reason)
    {
        try
        {
            var content = given.Deserialize(json);
            reason = content is null ? "The change has no content." : FindFault(id);
            return reason is null ? RowOf(id, content!) : null;
        }
        catch (JsonException e)
        {
            // Only the path: the message may repeat what stands there.
            reason = $"The content is not of the contract: see {e.Path ?? "$"}.";
            return null;
        }
    }
}

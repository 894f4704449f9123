using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Dapper;
using Hub.Platform.Storage;

namespace Hub.Platform.Changes;

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
public abstract class CopyTarget<TContent>(ServiceStore store, SqlFile sql, JsonTypeInfo<TContent> json) : IChangeTarget
    where TContent : class
{
    /// <inheritdoc />
    public async Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        var id = knownKey ?? change.Key;
        object? row = null;
        if (change.Kind == ChangeKind.Upsert && (row = Read(change, id, out var reason)) is null)
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

    private object? Read(Change change, string id, out string? reason)
    {
        try
        {
            var content = change.Content.Deserialize(json);
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

using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Platform.Storage;
using Hub.Sync.Messages;

namespace Hub.Sync.Applying;

/// <summary>The changes that wait for a person.</summary>
internal sealed class ParkedChanges(HubStore store, TimeProvider time)
{
    private static readonly SqlFile Sql = SqlFile.Of<ParkedChanges>();

    public async Task<IReadOnlyList<ParkedChange>> ListAsync()
    {
        var rows = await store.Database.ReadAsync(c =>
            c.QueryAsync<(string Id, string Stream, string Key, long Version, string Reason, long At)>(Sql["List"]));
        return [.. rows.Select(p => new ParkedChange(p.Id, p.Stream, p.Key, p.Version, p.Reason, Microseconds.ToTime(p.At)))];
    }

    public async Task<ChangeMessage?> FindAsync(string id)
    {
        var change = await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<string?>(Sql["Find"], new { id }));
        return change is null ? null : JsonSerializer.Deserialize<ChangeMessage>(change);
    }

    /// <summary>Parks a change within the inbox's transaction.</summary>
    public Task AddAsync(DbConnection connection, DbTransaction transaction, ChangeMessage message, string reason)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("N");
        var change = JsonSerializer.Serialize(message);
        var (stream, key, version) = (message.Stream, message.Key, message.Version);
        return connection.ExecuteAsync(
            Sql["Add"], new { id, stream, key, version, change, reason, now = Microseconds.Of(now) }, transaction);
    }

    /// <summary>Takes a change out within the inbox's transaction; false when somebody else did.</summary>
    public static async Task<bool> RemoveAsync(DbConnection connection, DbTransaction transaction, string id) =>
        await connection.ExecuteAsync(Sql["Remove"], new { id }, transaction) > 0;

    /// <summary>Keeps why it was refused this time.</summary>
    public Task RefuseAsync(string id, string reason) =>
        store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Refuse"], new { id, reason }, t));
}

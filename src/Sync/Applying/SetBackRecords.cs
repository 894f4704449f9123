using Dapper;
using Hub.Platform.Changes;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Messages;
using Hub.Sync.Streams;

namespace Hub.Sync.Applying;

/// <summary>
/// Tells a change that came late from one of a side that was set back, as by a restored backup: where versions only grow, a
/// record whose newest version is below one that was handled has lost what came between. What both sides agreed on then says
/// nothing of what the side holds now, so it is forgotten, and a person decides where the sides differ.
/// </summary>
internal sealed class SetBackRecords(HubStore store, ChangeParties parties)
{
    private static readonly SqlFile Sql = SqlFile.Of<SetBackRecords>();

    /// <summary>
    /// Returns whether the side that a change comes from was set back, so that the change is not an old one; from now on, it is
    /// compared as a new one.
    /// </summary>
    /// <exception cref="ChangeTargetUnavailableException">The side did not answer for the record.</exception>
    public async Task<bool> NoticeAsync(SyncStream stream, ChangeMessage message, CancellationToken cancellation)
    {
        if (stream.IsCopy || parties.FindTarget(stream.From, stream.Entity) is not IVersionedRecords records)
            return false;
        var known = await store.Database.ReadAsync(c => c.ExecuteScalarAsync<long?>(
            Sql["Known"], new { stream = stream.Id, entity = stream.Entity, key = message.Key }));
        // A record that has a later version tells of it in a change of its own.
        if (!(known > message.Version) || await records.FindVersionAsync(message.Key, cancellation) != message.Version)
            return false;
        await ForgetAsync(stream.Id, stream.Entity, message.Key, message.Version);
        return true;
    }

    /// <summary>Forgets what both sides agreed on of a record, and its changes from a version on, which is given again.</summary>
    /// <param name="stream">The stream of the side that was set back.</param>
    /// <param name="entity">Its entity.</param>
    /// <param name="key">The record's key on that side.</param>
    /// <param name="version">The version that the record has there now.</param>
    public Task ForgetAsync(string stream, string entity, string key, long version)
    {
        var row = new { stream, entity, key, version, before = version - 1 };
        return store.Database.WriteAsync(async (c, t) =>
        {
            await c.ExecuteAsync(Sql["Unhandle"], row, t);
            await c.ExecuteAsync(Sql["Guard"], row, t);
            return await c.ExecuteAsync(Sql["Doubt"], row, t);
        });
    }
}

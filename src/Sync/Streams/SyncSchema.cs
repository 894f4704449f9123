using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Sync.Streams;

/// <summary>Sync's tables in the hub's store.</summary>
internal sealed class SyncSchema
{
    private static readonly SqlFile Sql = SqlFile.Of<SyncSchema>();

    public static Task MigrateAsync(HubStore store) => store.Database.MigrateAsync("sync", Sql);
}

using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Facade.Signing;

/// <summary>The public keys of all nodes that ever signed anything: any node tells them of any other.</summary>
internal sealed class PublishedKeys(HubStore store)
{
    private static readonly SqlFile Sql = SqlFile.Of<PublishedKeys>();

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("signing-keys", Sql);

    /// <summary>Adds a key, unless it is there.</summary>
    public async Task AddAsync(PublicKey key, DateTimeOffset at)
    {
        if (!(await ListAsync()).Any(k => k.Id == key.Id))
            await store.Database.WriteAsync((c, t) => c.ExecuteAsync(
                Sql["Add"], new { id = key.Id, x = key.X, y = key.Y, at = Microseconds.Of(at) }, t));
    }

    /// <summary>Returns the keys, the latest first.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public async Task<IReadOnlyList<PublicKey>> ListAsync() =>
        (await store.Database.ReadAsync(c => c.QueryAsync<PublicKey>(Sql["List"]))).AsList();
}

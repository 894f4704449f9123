using Dapper;
using Hub.Platform.Plan;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Routing;

/// <summary>The plans that revisions name, as bytes. A restart serves these, not the files on disk.</summary>
public sealed class PlanStore(HubStore store)
{
    private const int ShownOfHash = 12;

    private static readonly SqlFile Sql = SqlFile.Of<PlanStore>();

    /// <summary>
    /// What messages call a revision's plan, to tell its files from those of a folder: <c>store plan 3f2a91c0d4e5… (revision
    /// 12)</c>.
    /// </summary>
    public static string NameOf(Revision revision)
    {
        ArgumentNullException.ThrowIfNull(revision);
        return NameOf(revision.PlanHash, revision.Number);
    }

    /// <inheritdoc cref="NameOf(Revision)"/>
    public static string NameOf(string planHash, long revision)
    {
        ArgumentNullException.ThrowIfNull(planHash);
        return $"store plan {planHash[..Math.Min(ShownOfHash, planHash.Length)]}… (revision {revision})";
    }

    /// <summary>Creates the table.</summary>
    public Task MigrateAsync() => store.Database.MigrateAsync("plan", Sql);

    /// <summary>Keeps a plan; keeping it again changes nothing.</summary>
    public Task SaveAsync(PlanBundle bundle) => store.Database.WriteAsync((connection, transaction) =>
        connection.ExecuteAsync(
            Sql["Save"],
            bundle.Files.Select(f => new { bundle.Hash, Path = f.Key, Content = f.Value }),
            transaction));

    /// <summary>A plan by its hash, or null.</summary>
    /// <exception cref="InvalidDataException">The stored bytes are not those the hash names.</exception>
    public async Task<PlanBundle?> FindAsync(string hash)
    {
        var files = await store.Database.ReadAsync(c => c.QueryAsync<(string Path, byte[] Content)>(Sql["Find"], new { hash }));
        var bundle = new PlanBundle(files.Select(f => KeyValuePair.Create(f.Path, f.Content)));
        if (bundle.Files.Count == 0)
            return null;
        return bundle.Hash == hash
            ? bundle
            : throw new InvalidDataException($"The stored plan {hash} has been changed in the store.");
    }
}

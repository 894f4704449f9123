using System.Data.Common;
using System.Runtime.CompilerServices;
using Hub.ServiceKit.Storage;

namespace Hub.ServiceKit.Changes;

/// <summary>Lists the records of a service's store by their ids, a page in memory at a time.</summary>
internal static class StoredRecords
{
    private const int PageSize = 500;

    /// <param name="store">The store.</param>
    /// <param name="read">Reads as many records behind an id, in the order of their ids.</param>
    /// <param name="cancellation">Ends the listing.</param>
    public static async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync(
        ServiceStore store, Func<DbConnection, string, int, Task<IReadOnlyList<ListedRecord>>> read,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var after = ""; ;)
        {
            cancellation.ThrowIfCancellationRequested();
            var page = await ReadAsync(store, c => read(c, after, PageSize));
            if (page.Count == 0)
                yield break;
            after = page[^1].Key;
            yield return page;
        }
    }

    private static async Task<IReadOnlyList<ListedRecord>> ReadAsync(
        ServiceStore store, Func<DbConnection, Task<IReadOnlyList<ListedRecord>>> read)
    {
        try
        {
            return await store.Database.ReadAsync(read);
        }
        catch (Exception e) when (e is DbException or IOException or ObjectDisposedException)
        {
            throw new ChangeTargetUnavailableException($"The {store.Name} store cannot be read.", e);
        }
    }
}

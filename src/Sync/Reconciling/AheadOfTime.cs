using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Reconciling;

/// <summary>Reads the next pages of a listing while one is compared, so that a side and the hub work at the same time.</summary>
internal static class AheadOfTime
{
    private const int Pages = 2;

    public static async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAheadAsync(
        this IRecordListing listing, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var pages = Channel.CreateBounded<IReadOnlyList<ListedRecord>>(Pages);
        var reading = Task.Run(() => ReadAsync(listing, pages.Writer, ending.Token), CancellationToken.None);
        try
        {
            await foreach (var page in pages.Reader.ReadAllAsync(cancellation))
                yield return page;
        }
        finally
        {
            await ending.CancelAsync();
            await reading;
        }
    }

    // What the listing throws, the reader of the channel throws.
    private static async Task ReadAsync(
        IRecordListing listing, ChannelWriter<IReadOnlyList<ListedRecord>> pages, CancellationToken cancellation)
    {
        try
        {
            await foreach (var page in listing.ListAsync(cancellation))
                await pages.WriteAsync(page, cancellation);
            pages.Complete();
        }
#pragma warning disable CA1031 // it is thrown where the pages are read
        catch (Exception e)
#pragma warning restore CA1031
        {
            pages.TryComplete(e);
        }
    }
}

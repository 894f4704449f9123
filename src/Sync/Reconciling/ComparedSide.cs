using System.Runtime.CompilerServices;
using Hub.Platform.Jobs;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>One side of a comparison: how its records are listed, and how one of them is read.</summary>
/// <param name="Name">The side's name.</param>
/// <param name="Listing">Lists all of its records.</param>
/// <param name="Single">Reads one of them; null where it keeps a copy only.</param>
internal sealed record ComparedSide(string Name, IRecordListing Listing, IComparingTarget? Single)
{
    /// <summary>The copy that it is; null where people write there, too.</summary>
    public IRecordCopy? Copy => Listing as IRecordCopy;

    /// <exception cref="JobRefusedException">Its records cannot be listed.</exception>
    public static ComparedSide Of(ChangeParties parties, SyncStream stream, string name)
    {
        var (target, source) = (parties.FindTarget(name, stream.Entity), parties.FindSource(name, stream.Entity));
        var listing = target as IRecordListing ?? source as IRecordListing
            ?? (source is null ? null : new ListedChanges(source))
            ?? throw new JobRefusedException(
                $"{stream.Entity} cannot be compared: {name} has no way to list its {stream.Entity}, or is not registered yet.");
        return new ComparedSide(name, listing, target as IComparingTarget);
    }

    /// <summary>Lists the records of a side that tells its changes only: the latest change of a record is the record.</summary>
    private sealed class ListedChanges(IChangeSource source) : IRecordListing
    {
        private const int PageSize = 500;

        public async IAsyncEnumerable<IReadOnlyList<ListedRecord>> ListAsync(
            [EnumeratorCancellation] CancellationToken cancellation)
        {
            for (string? after = null;
                 await source.ReadAsync(after, PageSize, cancellation) is { Count: > 0 } page;
                 after = page[^1].Position)
                yield return [.. page.Select(c => new ListedRecord(c.Key, c.Content) { Fault = c.Fault })];
        }
    }
}

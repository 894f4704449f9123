using System.Diagnostics.CodeAnalysis;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Compares the records again that were changed since the last comparison, and those that it found unequal; all others were equal
/// then, and neither side's changes have told of them since. First the link catches up, so that all is known that was changed.
/// </summary>
internal sealed class ChangesReconciliation(
    ChangeParties parties, CurrentRouting routing, PairedKeys keys, ChangedRecords changed, ReconcileStore store,
    PairReader pairs, Settling settling, SecondLook second, SyncOptions options, TimeProvider time)
{
    private const int PageSize = 500;

    // Before the inbox forgets what the comparison has to know.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>
    /// Returns whether the changes since the last comparison tell what is equal now: there is one, by the plan that is served and
    /// not older than what the inbox remembers; it looked at all that differed; and both sides can be asked for one record.
    /// </summary>
    public bool Suffices(SyncStream stream, [NotNullWhen(true)] ReconcileResult? last)
    {
        if (last is not { Place: not null, WholeAt: not null, NotLookedAt: 0 }
            || last.Plan != PlanOfLink.HashOf(routing.Snapshot.Plan, stream)
            || time.GetUtcNow() - last.At > options.InboxRetention - Margin)
            return false;
        var (legacy, other) = (ComparedSide.Of(parties, stream, stream.From), ComparedSide.Of(parties, stream, stream.To));
        return legacy.Single is not null && other.Single is not null;
    }

    /// <param name="stream">The direction from the legacy side to the new side.</param>
    /// <param name="last">The comparison before.</param>
    /// <param name="tell">Told how many records are read, and what is being done.</param>
    /// <param name="cancellation">Ends it; nothing is kept of it then.</param>
    /// <returns>What both comparisons found; null where it takes a comparison of all records.</returns>
    /// <exception cref="ChangeTargetUnavailableException">A side cannot be read.</exception>
    /// <exception cref="Platform.Jobs.JobRefusedException">A direction stands still.</exception>
    public async Task<ReconcileResult?> RunAsync(
        SyncStream stream, ReconcileResult last, TellComparison tell, CancellationToken cancellation)
    {
        var at = time.GetUtcNow();
        tell(0, null, "waits until the link has caught up");
        await settling.WaitAsync(stream, cancellation);
        // The place first: what is handled after it is compared again by the next comparison.
        var place = await changed.FindPlaceAsync(stream);
        if (!place.IsAtOrAfter(last.Place!) || await changed.ListAsync(stream, last.Place!, last.At) is not { } found)
            return null;
        var records = await FindAsync(stream, found);
        var (legacy, other) = (ComparedSide.Of(parties, stream, stream.From), ComparedSide.Of(parties, stream, stream.To));
        var candidates = new Candidates(options.ComparedAgainAtMost);
        try
        {
            await LookAsync(stream, legacy, other, records, candidates, tell, cancellation);
            var result = await second.LookAsync(
                new ReconcileResult(stream.Id, stream.Entity, stream.From, stream.To, at)
                {
                    WholeAt = last.WholeAt,
                    Compared = last.Compared,
                    Changed = records.Count,
                    Place = place,
                    Plan = last.Plan,
                    NotLookedAt = candidates.Besides,
                },
                stream, legacy, other, candidates.All, text => tell(records.Count, records.Count, text), cancellation);
            return result with { EndedAt = time.GetUtcNow(), MissingAt = MissingAt(result, legacy, other) };
        }
        catch (PairReader.NotReadSinglyException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyCollection<Candidate>> FindAsync(SyncStream stream, ChangedKeys found)
    {
        var records = new HashSet<Candidate>(await store.FindUnequalAsync(stream.Id));
        foreach (var page in found.Legacy.Chunk(PageSize))
            records.UnionWith(await keys.OfLegacyAsync(stream.Entity, page));
        foreach (var page in found.New.Chunk(PageSize))
            records.UnionWith(await keys.OfNewAsync(stream.Entity, page));
        return records;
    }

    private async Task LookAsync(
        SyncStream stream, ComparedSide legacy, ComparedSide other, IReadOnlyCollection<Candidate> records,
        Candidates candidates, TellComparison tell, CancellationToken cancellation)
    {
        var read = 0;
        foreach (var page in records.Chunk(PageSize))
        {
            var readings = await pairs.ReadAsync(stream, legacy, other, page, cancellation, lists: false);
            foreach (var reading in readings.Where(r => !r.IsEqual))
                candidates.Add(Known(reading));
            tell(read += page.Length, records.Count, "changed records are read");
        }
    }

    // A key that was taken to be the same on both sides is not, where one of them has no such record.
    private static Candidate Known(PairReading reading) =>
        reading is { Legacy: null, Fault: null, Standing.Revision: null } && reading.Record.Legacy == reading.Record.New
            ? new Candidate(null, reading.Record.New)
            : reading.Record;

    private static string? MissingAt(ReconcileResult result, ComparedSide legacy, ComparedSide other)
    {
        var atNew = result.Records.Count(r => r.Kind == DriftedRecord.OnlyAtNew);
        var atLegacy = result.Records.Count(r => r.Kind == DriftedRecord.OnlyAtLegacy);
        return legacy.Listing.IsTooManyMissing(atNew, result.Compared) ? legacy.Name
            : other.Listing.IsTooManyMissing(atLegacy, result.Compared) ? other.Name
            : null;
    }
}

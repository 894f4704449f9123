using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Compares all records of two sides, one by one. A first look lists both whole, while changes flow, and finds candidates. Each
/// of these is read again, at least twice, and whatever was captured in between has been carried over each time. It is called
/// drift only where two readings found the same and no change of the record was handled between them.
/// </summary>
internal sealed class Reconciliation(
    ChangeParties parties, CurrentRouting routing, PairedKeys keys, ParentKeys parents, ChangedRecords changed, SecondLook second,
    SyncOptions options, TimeProvider time)
{
    // What cannot be read equals nothing, not even itself.
    private static readonly RecordHash Unreadable = new(ulong.MaxValue, ulong.MaxValue);

    /// <param name="stream">The direction from the legacy side to the new side, or to the copy.</param>
    /// <param name="tell">Told how many records are read, and what is being done.</param>
    /// <param name="cancellation">Ends it; nothing is kept of it then.</param>
    /// <exception cref="ChangeTargetUnavailableException">A side cannot be read.</exception>
    /// <exception cref="Platform.Jobs.JobRefusedException">A side cannot be listed, or a direction stands still.</exception>
    public async Task<ReconcileResult> RunAsync(SyncStream stream, TellComparison tell, CancellationToken cancellation)
    {
        var at = time.GetUtcNow();
        var result = new ReconcileResult(stream.Id, stream.Entity, stream.From, stream.To, at)
        {
            WholeAt = at,
            // Before anything is listed: what is handled from here on is compared again by the next comparison.
            Place = await changed.FindPlaceAsync(stream),
            Plan = PlanOfLink.HashOf(routing.Snapshot.Plan, stream),
        };
        var (legacy, other) = (ComparedSide.Of(parties, stream, stream.From), ComparedSide.Of(parties, stream, stream.To));
        var look = new FirstLook(options.ComparedAgainAtMost);
        await ListOtherAsync(look, legacy, other, tell, cancellation);
        await ListLegacyAsync(look, stream, legacy, other, tell, cancellation);
        await ListAloneAsync(look, other, cancellation);
        result = result with
        {
            Compared = look.Table.Count + look.OnlyAtLegacy,
            NotLookedAt = look.Candidates.Besides,
            MissingAt = legacy.Listing.IsTooManyMissing(look.Table.Alone, look.Table.Count) ? legacy.Name
                : other.Listing.IsTooManyMissing(look.OnlyAtLegacy, look.OnlyAtLegacy + look.Table.Count) ? other.Name
                : null,
        };
        result = await second.LookAsync(
            result, stream, legacy, other, look.Candidates.All, text => tell(look.Read, null, text), cancellation);
        return result with { EndedAt = time.GetUtcNow() };
    }

    private static async Task ListOtherAsync(
        FirstLook look, ComparedSide legacy, ComparedSide other, TellComparison tell, CancellationToken cancellation)
    {
        var own = PairReader.OwnFields(legacy, other);
        await foreach (var page in other.Listing.ListAheadAsync(cancellation))
        {
            foreach (var record in page)
                if (record is { Content: null, Fault: null })
                    look.Table.Remove(record.Key);
                else
                    look.Table.Put(record.Key, record.Content is null ? Unreadable : RecordHash.Of(record.Content, own));
            tell(look.Read += page.Count, null, $"{other.Name} is read");
        }
    }

    private async Task ListLegacyAsync(
        FirstLook look, SyncStream stream, ComparedSide legacy, ComparedSide other, TellComparison tell,
        CancellationToken cancellation)
    {
        var own = PairReader.OwnFields(legacy, other);
        await foreach (var page in legacy.Listing.ListAheadAsync(cancellation))
        {
            var contents = page.Select(r => r.Content).ToList();
            var unknown = await parents.TranslateManyAsync(stream, contents);
            var known = await keys.OfLegacyAsync(stream.Entity, [.. page.Select(r => r.Key)]);
            foreach (var (record, at) in page.Select((r, at) => (r, at)))
            {
                var content = contents[at] is { } c && other.Copy is { } copy ? copy.Keep(c) : contents[at];
                if (record is { Content: null, Fault: null })
                    look.Withdraw(known[at]);
                else
                    look.Compare(
                        known[at], content is null || unknown.Contains(at) ? Unreadable : RecordHash.Of(content, own));
            }

            tell(look.Read += page.Count, null, $"{legacy.Name} is read");
        }
    }

    private static async Task ListAloneAsync(FirstLook look, ComparedSide other, CancellationToken cancellation)
    {
        if (look.Table.Alone == 0)
            return;
        await foreach (var page in other.Listing.ListAheadAsync(cancellation))
            foreach (var record in page.Where(r => look.Table.IsAlone(r.Key)))
                look.Candidates.Add(new Candidate(null, record.Key));
    }
}

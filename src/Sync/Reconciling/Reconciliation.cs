using System.Collections.Immutable;
using Hub.Platform.Links;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Compares two sides record by record. A first look lists both whole, while changes flow, and finds candidates. Each of these is
/// read again, at least twice, and whatever was captured in between has been carried over each time. It is called drift only
/// where two readings found the same and no change of the record was handled between them.
/// </summary>
internal sealed class Reconciliation(
    ChangeParties parties, IdentityMap identities, ParentKeys parents, PairReader pairs, Settling settling,
    SyncOptions options, TimeProvider time)
{
    private const int MostRounds = 6;

    // What cannot be read equals nothing, not even itself.
    private static readonly RecordHash Unreadable = new(ulong.MaxValue, ulong.MaxValue);

    /// <param name="stream">The direction from the legacy side to the new side, or to the copy.</param>
    /// <param name="tell">Told how many records are read, and what is being done.</param>
    /// <param name="cancellation">Ends it; nothing is kept of it then.</param>
    /// <exception cref="ChangeTargetUnavailableException">A side cannot be read.</exception>
    /// <exception cref="Platform.Jobs.JobRefusedException">A side cannot be listed, or a direction stands still.</exception>
    public async Task<ReconcileResult> RunAsync(SyncStream stream, Action<long, string> tell, CancellationToken cancellation)
    {
        var result = new ReconcileResult(stream.Id, stream.Entity, stream.From, stream.To, time.GetUtcNow());
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
        result = await LookAgainAsync(result, stream, legacy, other, look, tell, cancellation);
        return result with { EndedAt = time.GetUtcNow() };
    }

    private static async Task ListOtherAsync(
        FirstLook look, ComparedSide legacy, ComparedSide other, Action<long, string> tell, CancellationToken cancellation)
    {
        var own = PairReader.OwnFields(legacy, other);
        await foreach (var page in other.Listing.ListAheadAsync(cancellation))
        {
            foreach (var record in page)
                if (record is { Content: null, Fault: null })
                    look.Table.Remove(record.Key);
                else
                    look.Table.Put(record.Key, record.Content is null ? Unreadable : RecordHash.Of(record.Content, own));
            tell(look.Read += page.Count, $"{other.Name} is read");
        }
    }

    private async Task ListLegacyAsync(
        FirstLook look, SyncStream stream, ComparedSide legacy, ComparedSide other, Action<long, string> tell,
        CancellationToken cancellation)
    {
        var own = PairReader.OwnFields(legacy, other);
        await foreach (var page in legacy.Listing.ListAheadAsync(cancellation))
        {
            var contents = page.Select(r => r.Content).ToList();
            var unknown = await parents.TranslateManyAsync(stream, contents);
            var known = await KeysAsync(stream, page);
            foreach (var (record, at) in page.Select((r, at) => (r, at)))
            {
                var content = contents[at] is { } c && other.Copy is { } copy ? copy.Keep(c) : contents[at];
                if (record is { Content: null, Fault: null })
                    look.Withdraw(known[at]);
                else
                    look.Compare(
                        known[at], content is null || unknown.Contains(at) ? Unreadable : RecordHash.Of(content, own));
            }

            tell(look.Read += page.Count, $"{legacy.Name} is read");
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

    /// <summary>
    /// Returns the new side's key of each legacy record; its own where none is mapped, unless another record has that one.
    /// </summary>
    private async Task<IReadOnlyList<Candidate>> KeysAsync(SyncStream stream, IReadOnlyList<ListedRecord> page)
    {
        var mapped = await identities.FindNewAsync(stream.Entity, [.. page.Select(r => r.Key)]);
        var unmapped = page.Select(r => r.Key).Where(k => !mapped.ContainsKey(k)).ToList();
        var taken = await identities.FindLegacyAsync(stream.Entity, unmapped);
        return
        [
            .. page.Select(r => new Candidate(
                r.Key, mapped.GetValueOrDefault(r.Key) ?? (taken.ContainsKey(r.Key) ? null : r.Key))),
        ];
    }

    private async Task<ReconcileResult> LookAgainAsync(
        ReconcileResult result, SyncStream stream, ComparedSide legacy, ComparedSide other, FirstLook look,
        Action<long, string> tell, CancellationToken cancellation)
    {
        var directions = stream.HasReverse ? new[] { stream.Id, stream.ReverseId } : [stream.Id];
        IReadOnlyCollection<Candidate> open = look.Candidates.All;
        var before = new Dictionary<Candidate, PairReading>();
        var drifted = ImmutableArray.CreateBuilder<DriftedRecord>();
        for (var round = 1; open.Count > 0 && round <= MostRounds; round++)
        {
            tell(look.Read, $"{open.Count} that differed at first sight: waits until the link has caught up");
            await settling.WaitAsync(stream, directions, cancellation);
            tell(look.Read, $"{open.Count} that differed at first sight are read again");
            var readings = await pairs.ReadAsync(stream, legacy, other, open, cancellation);
            var left = new Dictionary<Candidate, PairReading>();
            foreach (var reading in readings.Where(r => !r.IsEqual))
                result = Judge(result, reading, before.GetValueOrDefault(reading.Record), left, drifted);
            before = left;
            open = left.Keys;
        }

        return result with { Changing = open.Count, Drift = drifted.Count, Records = drifted.ToImmutable() };
    }

    // What the hub knows to be unsettled is told by its own lists, and is no drift.
    private static ReconcileResult Judge(
        ReconcileResult result, PairReading reading, PairReading? before, Dictionary<Candidate, PairReading> left,
        ImmutableArray<DriftedRecord>.Builder drifted)
    {
        var standing = reading.Standing;
        if (standing.Conflicts > 0)
            return result with { InConflict = result.InConflict + 1 };
        if (standing.Parked > 0)
            return result with { Parked = result.Parked + 1 };
        if (standing.Waiting > 0)
            return result with { Waiting = result.Waiting + 1 };
        if (reading.Fault is not null)
            return result with { Unreadable = result.Unreadable + 1 };
        if (before is null || !reading.Confirms(before))
            left[reading.Record] = reading;
        else
            drifted.Add(reading.ToDrift());
        return result;
    }
}

using System.Collections.Immutable;
using Hub.Sync.Streams;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Reads records again that a first look found unequal, at least twice, and each time only once the link has caught up. Drift is
/// a record of which two readings found the same, while no change of it was handled between them.
/// </summary>
internal sealed class SecondLook(PairReader pairs, Settling settling)
{
    private const int MostRounds = 6;

    /// <summary>Returns what a comparison found, with what became of the records that a first look found unequal.</summary>
    /// <param name="result">The comparison as far as it is.</param>
    /// <param name="stream">The direction from the legacy side.</param>
    /// <param name="legacy">The legacy side.</param>
    /// <param name="other">The new side, or the copy.</param>
    /// <param name="open">The records.</param>
    /// <param name="tell">Told what is being done.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<ReconcileResult> LookAsync(
        ReconcileResult result, SyncStream stream, ComparedSide legacy, ComparedSide other, IReadOnlyCollection<Candidate> open,
        Action<string> tell, CancellationToken cancellation)
    {
        var before = new Dictionary<Candidate, PairReading>();
        var drifted = ImmutableArray.CreateBuilder<DriftedRecord>();
        var undecided = ImmutableArray.CreateBuilder<Candidate>();
        for (var round = 1; open.Count > 0 && round <= MostRounds; round++)
        {
            tell($"{open.Count} that differed at first sight: waits until the link has caught up");
            await settling.WaitAsync(stream, cancellation);
            tell($"{open.Count} that differed at first sight are read again");
            var readings = await pairs.ReadAsync(stream, legacy, other, open, cancellation);
            var left = new Dictionary<Candidate, PairReading>();
            foreach (var reading in readings.Where(r => !r.IsEqual))
            {
                var judged = Judge(result, reading, before.GetValueOrDefault(reading.Record), left, drifted);
                // In conflict, parked, waiting or not readable: the next comparison looks at it again.
                if (judged != result)
                    undecided.Add(reading.Record);
                result = judged;
            }

            before = left;
            open = left.Keys;
        }

        undecided.AddRange(open);
        return result with
        {
            Changing = open.Count,
            Drift = drifted.Count,
            Records = drifted.ToImmutable(),
            Undecided = undecided.ToImmutable(),
        };
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

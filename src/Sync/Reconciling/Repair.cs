using System.Text.Json.Nodes;
using Hub.Platform.Links;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Bonds;
using Hub.Sync.Feeding;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Reconciling;

/// <summary>
/// Gives one side of a record what the side that owns it holds. Both are read again while no change of the record is applied, and
/// compared once more at the moment of writing: whatever was written since stays, and is told.
/// </summary>
internal sealed class Repair(
    HubStore store, PairReader pairs, BondStore bonds, FeedLog feed, ParentKeys parents, IdentityMap identities,
    Ownership ownership, SyncOptions options, TimeProvider time)
{
    private const string WrittenSince = "it was written since: compare again";
    private const string ARepair = "a repair";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Returns what a repair does with a record, by the side that owns it now.</summary>
    public RepairStep StepOf(SyncStream stream, DriftedRecord record) =>
        RepairStep.Of(stream, record, ownership.Of(stream.Entity, record.CohortKey));

    /// <param name="stream">The direction from the legacy side.</param>
    /// <param name="legacy">The legacy side.</param>
    /// <param name="other">The new side, or the copy.</param>
    /// <param name="record">The record, as a comparison found it.</param>
    /// <param name="cancellation">Ends the attempt; what was sent may have taken effect.</param>
    /// <returns>Why it is left as it was; null where both sides hold it alike now.</returns>
    /// <exception cref="ChangeTargetUnavailableException">A side does not answer.</exception>
    public async Task<string?> RunAsync(
        SyncStream stream, ComparedSide legacy, ComparedSide other, DriftedRecord record, CancellationToken cancellation)
    {
        var step = StepOf(stream, record);
        if (step.Act == RepairAct.Leave)
            return step.Reason;
        var pair = new RecordPair(stream.Entity, record.Legacy ?? record.New!, record.New ?? record.Legacy!);
        var (bond, isBusy) = await ClaimAsync(pair, cancellation);
        if (isBusy)
            return "a change of it is under way, and does not end";
        try
        {
            var reading = (await pairs.ReadAsync(
                stream, legacy, other, [new Candidate(record.Legacy, record.New)], cancellation)).Single();
            if (reading.IsEqual)
                return null;
            if (reading.Hash != record.Hash)
                return WrittenSince;
            if (reading.Standing is not { Conflicts: 0, Parked: 0, Waiting: 0 })
                return "it is in conflict, parked or waiting by now: ./hub sync status";
            var left = other.Copy is { } copy
                ? Judge(await copy.RepairAsync(pair.New, reading.New, reading.Legacy), writtenSince: false)
                : await WriteAsync(stream, step, legacy, other, pair, reading, cancellation);
            if (left is null && !stream.IsCopy)
                bond = await KeepAsync(stream, step, pair, bond, reading, isBonded: other.Copy is null);
            return left;
        }
        finally
        {
            if (bond is not null)
                await bonds.ReleaseAsync(bond);
        }
    }

    private async Task<(Bond? Bond, bool IsBusy)> ClaimAsync(RecordPair pair, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var claimed = await bonds.ClaimAsync(pair, ARepair, content: null, options.ApplyTimeout);
            if (!claimed.IsBusy || time.GetElapsedTime(began) >= options.ApplyTimeout)
                return claimed;
            await Task.Delay(Look, time, cancellation);
        }
    }

    private async Task<string?> WriteAsync(
        SyncStream stream, RepairStep step, ComparedSide legacy, ComparedSide other, RecordPair pair, PairReading reading,
        CancellationToken cancellation)
    {
        var atLegacy = step.At == legacy.Name;
        var (side, key) = atLegacy ? (legacy, pair.Legacy) : (other, pair.New);
        if (side.Single is not { } target)
            return $"{side.Name} cannot be written";
        var wanted = step.Act == RepairAct.Delete ? null
            : atLegacy ? await parents.TranslateAsync(stream, Side.New, reading.New!)
            : reading.Legacy;
        if (wanted is null && step.Act == RepairAct.Write)
            return $"it names a record that {side.Name} does not know";
        // In the keys of the side that is written.
        var found = atLegacy && reading.Legacy is { } there
            ? await parents.TranslateAsync(stream, Side.New, there)
            : atLegacy ? null : reading.New;
        var isWritten = false;
        var result = await target.ReviseAsync(
            key,
            new RecordComparison((current, _) =>
            {
                isWritten = !AreSame(found, current, reading.Own);
                return isWritten ? TargetDecision.Keep
                    : wanted is null ? new TargetDecision(TargetAct.Delete)
                    : new TargetDecision(
                        TargetAct.Save, current is null ? wanted.DeepClone().AsObject() : Merge(wanted, current, reading.Own));
            }),
            cancellation);
        return Judge(result, isWritten);
    }

    private static string? Judge(ApplyResult result, bool writtenSince) => result switch
    {
        _ when writtenSince => WrittenSince,
        { Outcome: ApplyOutcome.Refused } => result.Reason ?? "it was refused without a reason",
        { Outcome: ApplyOutcome.AlreadyApplied } => WrittenSince,
        _ => null,
    };

    private static bool AreSame(JsonObject? one, JsonObject? other, IReadOnlyCollection<string> own) => (one, other) switch
    {
        (null, null) => true,
        ({ } a, { } b) => ContractJson.AreSame(ContractJson.Without(a, own), ContractJson.Without(b, own)),
        _ => false,
    };

    private static JsonObject Merge(JsonObject wanted, JsonObject current, IReadOnlyCollection<string> own) =>
        ContractJson.With(wanted, own, current);

    // What was written comes back from its side as a change of its own, and meets the new base. The feed is told as well.
    private async Task<Bond?> KeepAsync(
        SyncStream stream, RepairStep step, RecordPair pair, Bond? bond, PairReading reading, bool isBonded)
    {
        var isOfNew = step.At == stream.From;
        var side = isOfNew ? Side.New : Side.Legacy;
        var held = step.Act == RepairAct.Delete
            ? null
            : ContractJson.Without(isOfNew ? reading.New! : reading.Legacy!, reading.Own);
        var agreed = held is null ? null : new AgreedContent(ContractJson.HashOf(held), stream.KeepsHashOnly ? null : held);
        if (isBonded && bond is null && agreed is not null)
            await identities.MapAsync(pair.Entity, pair.Legacy, pair.New);
        var kept = bond is null ? new Bond(pair, agreed ?? new AgreedContent("", null), null, null, side, 0) : bond;
        var entry = agreed is null
            ? FeedEntry.OfDeleted(pair.Entity, pair.New, side)
            : new FeedEntry(
                pair.Entity, pair.New, ChangeKind.Upsert, agreed.Hash,
                agreed.Content is null
                    ? null
                    : FeedEntry.Named(agreed.Content, reading.Own.FirstOrDefault(), pair.New).ToJsonString(FeedEntry.Plain),
                side);
        var isKept = await store.Database.WriteAsync(async (c, t) =>
        {
            var write = agreed is null ? new BondWrite(kept, Forgets: true) : new BondWrite(kept with { Agreed = agreed });
            // Forgotten where nothing was kept is as well.
            if (isBonded && !await bonds.WriteAsync(c, t, write) && bond is not null)
                return false;
            await feed.AppendAsync(c, t, entry);
            return true;
        });
        if (isKept)
            feed.Announce(pair.Entity);
        return isKept ? null : bond;
    }
}

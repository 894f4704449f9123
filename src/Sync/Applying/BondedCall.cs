using System.Text.Json.Nodes;
using Hub.Platform.Changes;
using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;
using Hub.Sync.Conflicts;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Applying;

/// <summary>
/// Applies a change by comparing: with what both sides last agreed on, and with what the target holds at the moment of writing.
/// The bond is written after the target, with the outcome; where a kill comes between, the change is already there when it is
/// sent again.
/// </summary>
internal sealed class BondedCall(
    BondStore bonds, ConflictStore conflicts, Inbox inbox, SetBackRecords setBack, ChangeParties parties, ParentKeys parents,
    Ownership ownership, SyncOptions options, TimeProvider time)
{
    /// <summary>
    /// How long a change that is being applied keeps the record's other direction waiting, where its process has ended. A
    /// change that takes longer is compared anew, as its bond is not the last one any more.
    /// </summary>
    public static TimeSpan LongestClaim(SyncOptions options) => options.ApplyTimeout * 1.5;

    /// <summary>Applies a change whose parents are written in the target's keys.</summary>
    /// <param name="stream">The stream it comes through.</param>
    /// <param name="target">The target.</param>
    /// <param name="change">The change.</param>
    /// <param name="knownKey">The record's key at the target, or null when it is not known to exist there.</param>
    /// <param name="apply">Calls the target with a comparison.</param>
    /// <param name="cancellation">Ends the asking of who made the record.</param>
    public async Task<BondedOutcome> ApplyAsync(
        SyncStream stream, IComparingTarget target, Change change, string? knownKey,
        Func<RecordComparison, Task<ApplyResult>> apply, CancellationToken cancellation)
    {
        var arriving = change.Kind == ChangeKind.Delete || change.Content is not { } content
            ? null
            : await PublicAsync(stream, ContractJson.Without(content, target.OwnFields));
        var (bond, isBusy) = knownKey is null ? default : await ClaimAsync(stream, change.Key, knownKey, arriving, cancellation);
        if (isBusy)
            return new BondedOutcome(new ApplyResult(ApplyOutcome.AlreadyApplied, knownKey), null) { Busy = true };
        // The bond may have been forgotten, by a deletion, since the inbox was asked.
        if (bond is null && knownKey is not null && await inbox.FindVersionAsync(stream.Id, change.Key) >= change.Version)
            return new BondedOutcome(new ApplyResult(ApplyOutcome.AlreadyApplied, knownKey), null) { Overtaken = true };
        var keepsClaim = false;
        try
        {
            var outcome = await ApplyAsync(stream, target, change, arriving, knownKey, bond, apply, cancellation);
            keepsClaim = outcome.Bond is not null;
            return outcome;
        }
        catch (Exception e) when (e is not ChangeTargetUnavailableException { MayBeOfRecord: false })
        {
            // What was sent may take effect: until the next attempt knows, its echo must not be compared.
            keepsClaim = true;
            throw;
        }
        finally
        {
            if (bond is not null && !keepsClaim)
                await bonds.ReleaseAsync(bond);
        }
    }

    private async Task<(Bond? Bond, bool IsBusy)> ClaimAsync(
        SyncStream stream, string key, string knownKey, JsonObject? arriving, CancellationToken cancellation)
    {
        Task<(Bond? Bond, bool IsBusy)> TryAsync() => bonds.ClaimAsync(
            PairOf(stream, key, knownKey), stream.Id, stream.KeepsHashOnly ? null : arriving, LongestClaim(options));

        var claimed = await TryAsync();
        if (claimed is not (null, false))
            return claimed;
        // Where the change that has made the record is handled by now, its bond may have been written since.
        return await IsBeingMadeAsync(stream, key, knownKey, cancellation) ? (null, true) : await TryAsync();
    }

    // The reverse stream's change that has made the record is not handled yet: both sides agree on that one as soon as it is.
    private async Task<bool> IsBeingMadeAsync(SyncStream stream, string key, string knownKey, CancellationToken cancellation) =>
        stream.HasReverse
        && !await inbox.HasHandledAsync(stream.Id, key)
        && !await inbox.HasHandledAsync(stream.ReverseId, knownKey)
        && parties.FindTarget(stream.From, stream.Entity) is { } source
        && (await source.FindCounterpartAsync(key, cancellation)).Key == knownKey;

    // An edit of the other side won over a deletion that was told but not applied yet: the version of a record that was not there
    // is not known to all targets, so the side itself is asked.
    private async Task<bool> IsMadeAgainAsync(SyncStream stream, Change change, CancellationToken cancellation) =>
        change.Kind == ChangeKind.Delete
        && parties.FindTarget(stream.From, stream.Entity) is IVersionedRecords source
        && await source.FindVersionAsync(change.Key, cancellation) > change.Version;

    private async Task<BondedOutcome> ApplyAsync(
        SyncStream stream, IComparingTarget target, Change change, JsonObject? arriving, string? knownKey, Bond? bond,
        Func<RecordComparison, Task<ApplyResult>> apply, CancellationToken cancellation)
    {
        if (BondedRun.IsOvertaken(stream.Origin, change, bond))
            return new BondedOutcome(new ApplyResult(ApplyOutcome.AlreadyApplied, knownKey), null) { Overtaken = true };
        if (bond is not null && await IsMadeAgainAsync(stream, change, cancellation))
            return new BondedOutcome(new ApplyResult(ApplyOutcome.AlreadyApplied, knownKey), null) { Overtaken = true };

        var winner = new ConflictWinner(
            stream.Conflict, stream.Origin, ownership.Of(stream.Entity, change.CohortKey), change.ChangedAt, time.GetUtcNow());
        var attempt = await AttemptAsync(stream, target, change, bond, winner);
        var run = new BondedRun(stream.Origin, change, bond, attempt);
        ApplyResult result;
        BondedStep step;
        do
        {
            result = await apply(attempt.Comparison);
            step = run.Next(result);
            if (step.Keep is not { } conflict)
                continue;
            // Late, another attempt has handled the change since: what stands followed it, and is in no conflict with it.
            if (step.AsksAgain && bond is not null && (await bonds.FindAsync(bond.Pair))?.Revision != bond.Revision)
                return new BondedOutcome(result, null) { Busy = true };
            await KeepConflictAsync(stream, change, result.Key!, attempt, conflict, bond);
        }
        while (step.AsksAgain);

        if (attempt is { GoesBack: true, IsUndecided: true, Version: { } version })
            await setBack.ForgetAsync(stream.ReverseId, stream.Entity, result.Key ?? knownKey!, version);
        if (!BondedRun.IsDone(result) || attempt.Judgement is not { } judgement || attempt.IsUndecided)
            return new BondedOutcome(result, attempt.Judgement?.Kind);
        var pair = PairOf(stream, change.Key, result.Key!);
        var agreed = run.Remember(pair, arriving, stream.KeepsHashOnly, result.Version);
        return new BondedOutcome(result, judgement.Kind)
        {
            Bond = agreed,
            Overtakes = agreed is { Forgets: true, Bond: var gone } && stream.HasReverse
                && gone.VersionOf(stream.Origin == Side.Legacy ? Side.New : Side.Legacy) is { } behind
                    ? new OvertakenChanges(stream.ReverseId, stream.Origin == Side.Legacy ? pair.New : pair.Legacy, behind)
                    : null,
            Feed = run.IsAgreed
                ? FeedEntries.Of(stream, change, arriving, pair.New, target.OwnFields, agreed?.Bond.Agreed.Hash)
                : null,
        };
    }

    /// <summary>
    /// Compares a change as it is compared where it is applied, and neither claims the record nor keeps anything.
    /// </summary>
    /// <param name="stream">The stream it comes through.</param>
    /// <param name="target">The target.</param>
    /// <param name="change">The change, whose parents are written in the target's keys.</param>
    /// <param name="knownKey">The record's key at the target, or null when it is not known to exist there.</param>
    /// <param name="rehearse">Has the target rehearse with a comparison.</param>
    public async Task<RehearsedOutcome> RehearseAsync(
        SyncStream stream, IRehearsedTarget target, Change change, string? knownKey,
        Func<RecordComparison, Task<ApplyResult>> rehearse)
    {
        var pair = knownKey is null ? null : PairOf(stream, change.Key, knownKey);
        while (true)
        {
            var bond = pair is null ? null : await bonds.FindAsync(pair);
            if (BondedRun.IsOvertaken(stream.Origin, change, bond))
                return new RehearsedOutcome(new ApplyResult(ApplyOutcome.AlreadyApplied, knownKey), IsBehind: true);
            var attempt = await AttemptAsync(stream, target, change, bond, ConflictWinner.Arriving(stream.Origin));
            var result = await rehearse(attempt.Comparison);
            if (attempt is not { IsUndecided: true, Judgement: { } judgement })
                return new RehearsedOutcome(result);
            // The change, or one of the other direction, was applied meanwhile: what was compared is no longer so.
            if (pair is not null && (await bonds.FindAsync(pair))?.Revision != bond?.Revision)
                continue;
            return new RehearsedOutcome(result, Conflict: [.. judgement.Fields.Select(f => f.Path)]);
        }
    }

    private async Task<BondedAttempt> AttemptAsync(
        SyncStream stream, IComparingTarget target, Change change, Bond? bond, ConflictWinner winner)
    {
        var agreed = bond?.Agreed;
        if (agreed?.Content is { } remembered && IsTranslated(stream))
            agreed = await AtTargetAsync(stream, remembered) is { } there
                ? new AgreedContent(ContractJson.HashOf(there), there)
                : null;
        var tried = await AtTargetAsync(stream, bond?.Tried?.Content) is { } said ? bond!.Tried! with { Content = said } : null;
        return new BondedAttempt(
            target.OwnFields, change, agreed, winner, tried,
            bond?.VersionOf(stream.Origin == Side.Legacy ? Side.New : Side.Legacy));
    }

    private static RecordPair PairOf(SyncStream stream, string from, string to) =>
        stream.Origin == Side.Legacy ? new(stream.Entity, from, to) : new(stream.Entity, to, from);

    // What is remembered has the new side's keys.
    private static bool IsTranslated(SyncStream stream) => stream.Origin == Side.New && !stream.Parents.IsEmpty;

    /// <summary>Returns remembered content in the target's keys; null where a record that it names is not known there.</summary>
    private Task<JsonObject?> AtTargetAsync(SyncStream stream, JsonObject? content) =>
        content is null || !IsTranslated(stream) ? Task.FromResult(content) : parents.TranslateAsync(stream, Side.New, content);

    private async Task KeepConflictAsync(
        SyncStream stream, Change change, string key, BondedAttempt attempt, FoundConflict conflict, Bond? bond)
    {
        var (arriving, standing) = (await ShownAsync(stream, attempt.Arriving), await ShownAsync(stream, conflict.Standing));
        var isOfLegacy = stream.Origin == Side.Legacy;
        await conflicts.KeepAsync(
            new Conflict
            {
                Stream = stream.Id,
                Pair = PairOf(stream, change.Key, key),
                Kind = conflict.Kind,
                Fields = conflict.Kind == ConflictKind.FoundLate ? [] : [.. attempt.Judgement!.Fields.Select(f => f.Path)],
                Base = attempt.IsUnjudgeable ? null : bond?.Agreed.Content,
                Legacy = isOfLegacy ? arriving : standing,
                New = isOfLegacy ? standing : arriving,
                LegacyVersion = isOfLegacy ? change.Version : attempt.Version,
                NewVersion = isOfLegacy ? attempt.Version : change.Version,
                LegacyChangedAt = isOfLegacy ? change.ChangedAt : attempt.Comparison.ChangedAt,
                NewChangedAt = isOfLegacy ? attempt.Comparison.ChangedAt : change.ChangedAt,
                Stands = conflict.Stands,
                TraceParent = change.TraceParent,
            });
    }

    /// <summary>Returns content in the new side's keys; null where a record that it names is not known there.</summary>
    public Task<JsonObject?> PublicAsync(SyncStream stream, JsonObject content) => stream.Origin == Side.Legacy
        ? Task.FromResult<JsonObject?>(content)
        : parents.TranslateAsync(stream, Side.Legacy, content);

    private async Task<JsonObject?> ShownAsync(SyncStream stream, JsonObject? content) =>
        content is null ? null : await PublicAsync(stream, content) ?? content;
}

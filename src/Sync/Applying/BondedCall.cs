using System.Text.Json.Nodes;
using Hub.Platform.Changes;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
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
internal sealed class BondedCall(BondStore bonds, ConflictStore conflicts, ParentKeys parents, Ownership ownership)
{
    /// <summary>Applies a change whose parents are written in the target's keys.</summary>
    /// <param name="stream">The stream it comes through.</param>
    /// <param name="target">The target.</param>
    /// <param name="change">The change.</param>
    /// <param name="knownKey">The record's key at the target, or null when it is not known to exist there.</param>
    /// <param name="apply">Calls the target with a comparison.</param>
    public async Task<BondedOutcome> ApplyAsync(
        SyncStream stream, IComparingTarget target, Change change, string? knownKey,
        Func<RecordComparison, Task<ApplyResult>> apply)
    {
        var bond = knownKey is null ? null : await bonds.FindAsync(PairOf(stream, change.Key, knownKey));
        if (bond?.VersionOf(stream.Origin) >= change.Version)
            return new BondedOutcome(new ApplyResult(ApplyOutcome.AlreadyApplied, knownKey), null) { Overtaken = true };

        var agreed = await AgreedAtTargetAsync(stream, bond);
        var winner = stream.Conflict == ConflictRule.Park ? (Side?)null : ownership.Of(stream.Entity, change.CohortKey);
        var attempt = new BondedAttempt(target.OwnFields, change, agreed, arrivingWins: winner == stream.Origin);
        var result = await apply(attempt.Comparison);
        if (IsDone(result) && attempt.IsConflict)
        {
            // Kept before anything is written, so that no kill leaves one value gone and nothing kept.
            var kept = attempt.Standing;
            await KeepConflictAsync(stream, change, result.Key!, attempt, kept, bond, attempt.Judgement!.Conflict!.Value, winner);
            if (winner is null)
                return new BondedOutcome(result, JudgementKind.Conflict);
            attempt.Decides = true;
            result = await apply(attempt.Comparison);
            if (IsDone(result) && attempt.IsConflict && !ContractJson.AreSame(kept, attempt.Standing))
                await KeepConflictAsync(
                    stream, change, result.Key!, attempt, attempt.Standing, bond, attempt.Judgement!.Conflict!.Value, winner);
        }

        if (!IsDone(result) || attempt.Judgement is not { } judgement)
            return new BondedOutcome(result, attempt.Judgement?.Kind);
        if (attempt.Comparison.FoundLate is { } late)
            await KeepConflictAsync(
                stream, change, result.Key!, attempt, ContractJson.Without(late, target.OwnFields), bond, ConflictKind.FoundLate,
                Other(stream.Origin));
        return new BondedOutcome(result, judgement.Kind)
        {
            Bond = await NextAsync(stream, change, PairOf(stream, change.Key, result.Key!), attempt, bond),
        };
    }

    private static bool IsDone(ApplyResult result) => result.Outcome != ApplyOutcome.Refused && result.Key is not null;

    private static RecordPair PairOf(SyncStream stream, string from, string to) =>
        stream.Origin == Side.Legacy ? new(stream.Entity, from, to) : new(stream.Entity, to, from);

    private static Side Other(Side side) => side == Side.Legacy ? Side.New : Side.Legacy;

    private async Task<AgreedContent?> AgreedAtTargetAsync(SyncStream stream, Bond? bond)
    {
        if (bond is null || stream.Origin == Side.Legacy || stream.Parents.IsEmpty || bond.Agreed.Content is not { } content)
            return bond?.Agreed;
        return await parents.TranslateAsync(stream, Side.New, content) is { } there
            ? new AgreedContent(ContractJson.HashOf(there), there)
            : null;
    }

    /// <summary>The new base is what the arriving side holds; what the other one has besides is its own, on its way.</summary>
    private async Task<BondWrite?> NextAsync(
        SyncStream stream, Change change, RecordPair pair, BondedAttempt attempt, Bond? bond)
    {
        if (attempt.Arriving is null)
            return bond is null ? null : new BondWrite(bond, Forgets: true);
        if (await PublicAsync(stream, attempt.Arriving) is not { } held)
            return null;
        var agreed = new AgreedContent(ContractJson.HashOf(held), stream.KeepsHashOnly ? null : held);
        var behind = bond?.VersionOf(Other(stream.Origin));
        // What stands is on its way as version n; an earlier reading of that side must not be written over it.
        var passed = attempt.Replaces ? attempt.Version : attempt.Version - 1;
        if (behind is null || passed > behind)
            behind = passed ?? behind;
        return new BondWrite(new Bond(
            pair,
            agreed,
            stream.Origin == Side.Legacy ? change.Version : behind,
            stream.Origin == Side.Legacy ? behind : change.Version,
            stream.Origin,
            bond?.Revision ?? 0));
    }

    private async Task KeepConflictAsync(
        SyncStream stream, Change change, string key, BondedAttempt attempt, JsonObject? held, Bond? bond, ConflictKind kind,
        Side? stands)
    {
        var (arriving, standing) = (await ShownAsync(stream, attempt.Arriving), await ShownAsync(stream, held));
        var isOfLegacy = stream.Origin == Side.Legacy;
        await conflicts.KeepAsync(
            new Conflict
            {
                Stream = stream.Id,
                Pair = PairOf(stream, change.Key, key),
                Kind = kind,
                Fields = kind == ConflictKind.FoundLate ? [] : [.. attempt.Judgement!.Fields.Select(f => f.Path)],
                Base = bond?.Agreed.Content,
                Legacy = isOfLegacy ? arriving : standing,
                New = isOfLegacy ? standing : arriving,
                LegacyVersion = isOfLegacy ? change.Version : attempt.Version,
                NewVersion = isOfLegacy ? attempt.Version : change.Version,
                Stands = stands,
                TraceParent = change.TraceParent,
            });
    }

    private Task<JsonObject?> PublicAsync(SyncStream stream, JsonObject content) => stream.Origin == Side.Legacy
        ? Task.FromResult<JsonObject?>(content)
        : parents.TranslateAsync(stream, Side.Legacy, content);

    private async Task<JsonObject?> ShownAsync(SyncStream stream, JsonObject? content) =>
        content is null ? null : await PublicAsync(stream, content) ?? content;
}

using System.Text.Json.Nodes;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;
using Hub.Sync.Applying;
using Hub.Sync.Bonds;
using Hub.Sync.Conflicts;
using Hub.Sync.Feeding;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Resolving;

/// <summary>What became of resolving a conflict.</summary>
internal enum ResolveOutcome
{
    /// <summary>Both sides hold what was decided.</summary>
    Resolved,

    /// <summary>There is no such conflict, or somebody else resolved it.</summary>
    NotFound,

    /// <summary>The contract or a system refuses a value; nothing was changed.</summary>
    Refused,

    /// <summary>It cannot be resolved this way, or the record was written since.</summary>
    Impossible,

    /// <summary>A side could not be asked; it may be tried again.</summary>
    Unavailable,
}

/// <summary>
/// Puts a person's decision on a conflict through on both sides, each compared at the moment of writing. The new side is asked
/// first whether it takes the values, so that a refusal leaves both sides as they are.
/// </summary>
internal sealed class ConflictResolution(
    HubStore store, ConflictStore conflicts, BondStore bonds, FeedLog feed, ChangeParties parties, ServedStreams streams,
    ParentKeys parents, TimeProvider time)
{
    // Longer than a system usually takes to answer, shorter than a person waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private const string APerson = "a person";

    /// <param name="id">The conflict.</param>
    /// <param name="request">What was decided.</param>
    /// <param name="cancellation">Ends the attempt; what was written stays.</param>
    /// <param name="batch">The act on many that asks for it; null where a person decided on this one.</param>
    /// <returns>What became of it, and why it is unresolved.</returns>
    public async Task<(ResolveOutcome Outcome, string? Reason)> RunAsync(
        string id, ResolveRequest request, CancellationToken cancellation, string? batch = null)
    {
        if (await conflicts.FindAsync(id) is not { } found)
            return (ResolveOutcome.NotFound, null);
        var (bond, isBusy) = await ClaimAsync(found.Pair, cancellation);
        if (isBusy)
            return (ResolveOutcome.Unavailable, "A change of the record is under way, and does not end.");
        try
        {
            // What was under way may have kept another conflict of the record, or this one again.
            return await conflicts.FindAsync(id) is { } conflict
                ? await RunAsync(conflict, request, batch, cancellation)
                : (ResolveOutcome.NotFound, null);
        }
        finally
        {
            if (bond is not null)
                await bonds.ReleaseAsync(bond);
        }
    }

    /// <summary>Takes the record as soon as no change of it is being applied.</summary>
    private async Task<(Bond? Bond, bool IsBusy)> ClaimAsync(RecordPair pair, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var claimed = await bonds.ClaimAsync(pair, APerson, content: null, Patience * 3);
            if (!claimed.IsBusy || time.GetElapsedTime(began) >= Patience)
                return claimed;
            await Task.Delay(Look, time, cancellation);
        }
    }

    private async Task<(ResolveOutcome Outcome, string? Reason)> RunAsync(
        Conflict conflict, ResolveRequest request, string? batch, CancellationToken cancellation)
    {
        if (streams.Find(conflict.Stream) is not { } stream)
            return (ResolveOutcome.Impossible, $"The plan has no link '{conflict.Stream}' any more.");
        var (legacySide, newSide) = stream.Origin == Side.Legacy ? (stream.From, stream.To) : (stream.To, stream.From);
        if (parties.FindTarget(legacySide, stream.Entity) is not IComparingTarget legacy
            || parties.FindTarget(newSide, stream.Entity) is not IComparingTarget @new)
            return (ResolveOutcome.Impossible, $"{legacySide} and {newSide} cannot both be written; see the link's direction.");
        if (FindRefusal(conflict, request, [.. legacy.OwnFields, .. @new.OwnFields]) is { } refusal)
            return (ResolveOutcome.Refused, refusal);
        if (Resolution.Of(conflict, request) is not { } decided)
            return (
                ResolveOutcome.Impossible,
                "One side has deleted the record, and the hub cannot make it there again: "
                + "make it there by hand, or use the side that deleted it.");
        try
        {
            return await RunAsync(conflict, request, decided, stream, legacy, @new, batch, cancellation);
        }
        catch (ChangeTargetUnavailableException e)
        {
            return (ResolveOutcome.Unavailable, e.Message);
        }
    }

    private async Task<(ResolveOutcome Outcome, string? Reason)> RunAsync(
        Conflict conflict, ResolveRequest request, Resolution decided, SyncStream stream, IComparingTarget legacy,
        IComparingTarget @new, string? batch, CancellationToken cancellation)
    {
        if (await AtLegacyAsync(stream, decided) is not { } decidedAtLegacy)
            return (ResolveOutcome.Impossible, "The values name a record that the legacy side does not know.");
        var (checking, atLegacy, atNew) =
            (new Revision(decided, checks: true), new Revision(decidedAtLegacy), new Revision(decided));
        foreach (var (target, key, revision) in new[]
                 {
                     (@new, conflict.Pair.New, checking),
                     (legacy, conflict.Pair.Legacy, atLegacy),
                     (@new, conflict.Pair.New, atNew),
                 })
        {
            var result = await target.ReviseAsync(key, revision.Comparison, cancellation);
            if (revision.WrittenSince)
                return (
                    ResolveOutcome.Impossible,
                    "The record was written since: it holds neither of the two values any more. "
                    + "Change it where it is, and resolve with the values it has now.");
            if (revision.IsGone && decided.Wanted is not null)
                return (ResolveOutcome.Impossible, $"The record {key} does not exist any more.");
            if (result.Outcome == ApplyOutcome.Refused && !revision.IsGone)
                return (ResolveOutcome.Refused, result.Reason);
        }

        // Without the content of a link that keeps none; what comes back from the new side tells the feed of it then.
        if (await FindAgreedAsync(conflict, stream, decided, atLegacy.Version, atNew.Version) is { } bond)
            await WriteAsync(bond, EntryOf(bond, @new, request.Use == "legacy" ? Side.Legacy : Side.New));
        return await conflicts.ResolveAsync(conflict.Id, request.Use, batch)
            ? (ResolveOutcome.Resolved, null)
            : (ResolveOutcome.NotFound, null);
    }

    /// <summary>Returns why the values that a person gives decide nothing, or not all; or null.</summary>
    private static string? FindRefusal(Conflict conflict, ResolveRequest request, IReadOnlyList<string> own)
    {
        if (request.Content is not { } content)
            return null;
        if (own.FirstOrDefault(content.ContainsKey) is { } name)
            return $"{name} belongs to one side and cannot be set";
        var undecided = conflict.Paths.Where(path => !content.ContainsKey(path.Split('.')[0])).ToList();
        return undecided.Count == 0
            ? null
            : $"the values decide nothing on {string.Join(" and ", undecided)}, which both sides changed as well: "
                + "give a value, too";
    }

    private async Task<Resolution?> AtLegacyAsync(SyncStream stream, Resolution decided)
    {
        if (stream.Parents.IsEmpty || decided.Wanted is null)
            return decided;
        if (await parents.TranslateAsync(stream, Side.New, decided.Wanted) is not { } wanted)
            return null;
        var known = await Task.WhenAll(decided.Known.OfType<JsonObject>().Select(async content =>
            await parents.TranslateAsync(stream, Side.New, content)));
        return new Resolution(wanted, [.. known]);
    }

    // Both sides agree on what was decided; what else they changed is theirs, on its way.
    private async Task<BondWrite?> FindAgreedAsync(
        Conflict conflict, SyncStream stream, Resolution decided, long? legacyVersion, long? newVersion)
    {
        if (await bonds.FindAsync(conflict.Pair) is not { } bond)
            return null;
        if (decided.Wanted is null)
            return new BondWrite(bond, Forgets: true);
        var agreed = bond.Agreed;
        // Where a side was set back, all that differed is decided.
        if (agreed.IsUnknown && conflict.New is { } before && decided.Apply(before) is { } held)
            agreed = new AgreedContent(ContractJson.HashOf(held), stream.KeepsHashOnly ? null : held);
        else if (agreed.Content is { } content)
        {
            var next = content.DeepClone().AsObject();
            foreach (var (name, value) in decided.Wanted)
                next[name] = value?.DeepClone();
            agreed = new AgreedContent(ContractJson.HashOf(next), next);
        }

        return new BondWrite(bond with
        {
            Agreed = agreed,
            LegacyVersion = Later(bond.LegacyVersion, legacyVersion),
            NewVersion = Later(bond.NewVersion, newVersion),
        });
    }

    private async Task WriteAsync(BondWrite bond, FeedEntry? agreed)
    {
        var isKept = await store.Database.WriteAsync(async (c, t) =>
        {
            if (!await bonds.WriteAsync(c, t, bond))
                return false;
            if (agreed is not null)
                await feed.AppendAsync(c, t, agreed);
            return true;
        });
        if (isKept)
            feed.Announce(bond.Bond.Pair.Entity);
    }

    private static FeedEntry? EntryOf(BondWrite write, IComparingTarget @new, Side side)
    {
        var (pair, agreed) = (write.Bond.Pair, write.Bond.Agreed);
        return write.Forgets ? FeedEntry.OfDeleted(pair.Entity, pair.New, side)
            : agreed.Content is not { } content ? null
            : new FeedEntry(
                pair.Entity, pair.New, ChangeKind.Upsert, agreed.Hash,
                FeedEntry.Named(content, @new.OwnFields.FirstOrDefault(), pair.New).ToJsonString(FeedEntry.Plain), side);
    }

    private static long? Later(long? one, long? other) => one is null || other > one ? other : one;
}

using System.Collections.Immutable;
using Hub.Platform.Links;
using Hub.ServiceKit.Changes;
using Hub.Sync.Applying;
using Hub.Sync.Conflicts;
using Hub.Sync.Searching;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;

namespace Hub.Sync.Rehearsing;

/// <summary>
/// Rehearses a way back: tries every change of the new side that the legacy side does not have yet, by the code that applies it,
/// and writes nothing. What has been written back needs no rehearsal.
/// </summary>
internal sealed class Rehearsal(
    ChangeParties parties, RehearsalStore store, StreamPositions positions, ConflictStore conflicts, Inbox inbox,
    ParentKeys parents, TargetCall target, SyncOptions options, TimeProvider time)
{
    // A side that is down is not asked hundreds of times.
    private const int MostSilences = 3;

    // Of a side's log most entries may be what came from legacy, which costs a read only.
    private const int MostPages = 40;

    // What is being applied at the same moment may look like a record in its own way.
    private static readonly TimeSpan BeforeSecondLook = TimeSpan.FromMilliseconds(200);

    /// <summary>Rehearses a stream that leads from the new side to the legacy side.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RehearsalFindings> RunAsync(SyncStream stream, CancellationToken cancellation)
    {
        var run = new RehearsalRun(time.GetUtcNow());
        using var budget = new CancellationTokenSource(options.RehearsalTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(budget.Token, cancellation);
        try
        {
            var standing = (await positions.StandingsAsync()).GetValueOrDefault(stream.Id);
            var newest = await ReadOnTheWayAsync(stream, standing?.Position, run, either.Token);
            await TryParkedAsync(stream, standing?.Parked ?? 0, newest, run, either.Token);
            await TryDroppedAsync(stream, newest, run, either.Token);
            await ListConflictsAsync(stream, run);
            foreach (var change in newest.Values)
                await TryAsync(stream, change, run, either.Token);
            await LookAgainAsync(stream, run, either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            run.NotAsked ??=
                $"{stream.To} could not be asked of all changes within {options.RehearsalTimeout.TotalSeconds:0.#} s";
        }

        return run.Findings;
    }

    // What parked it may be told in more words by now; whatever the rehearsal says, nobody writes it back before it is replayed.
    private async Task TryParkedAsync(
        SyncStream stream, long total, Dictionary<string, Change> newest, RehearsalRun run, CancellationToken cancellation)
    {
        var parked = await store.ParkedAsync(stream.Id, options.RehearsedAtMost);
        foreach (var (message, reason) in parked)
        {
            // A later change brings the whole record.
            if (newest.GetValueOrDefault(message.Key)?.Version > message.Version || await inbox.IsSupersededAsync(message))
                continue;
            var found = message.Fault is null ? await FindAsync(stream, message.ToChange(), run, cancellation) : null;
            if (found is { IsBehind: true })
                continue;
            run.Fail(found is { Failing: [var told, ..] } ? told : new FailingRecord(message.Key, null, $"parked: {reason}"));
        }

        run.Besides += Math.Max(0, total - parked.Count);
    }

    // A person has decided that the change is not applied; what the target lacks by that it lacks all the same.
    private async Task TryDroppedAsync(
        SyncStream stream, Dictionary<string, Change> newest, RehearsalRun run, CancellationToken cancellation)
    {
        var dropped = await store.DroppedAsync(stream.Id, options.RehearsedAtMost);
        foreach (var (message, reason) in dropped.Where(d => !newest.ContainsKey(d.Change.Key)))
        {
            var found = message.Fault is null ? await FindAsync(stream, message.ToChange(), run, cancellation) : null;
            if (found is not ({ IsBehind: true } or { IsThere: true }))
                run.Fail(new FailingRecord(
                    message.Key, found is { Failing: [{ Field: { } field }, ..] } ? field : null,
                    $"a person dropped its change, so {stream.To} lacks it (it was parked: {reason})"));
        }

        if (dropped.Count == options.RehearsedAtMost)
            run.Besides += Math.Max(0, await store.CountDroppedAsync(stream.Id) - dropped.Count);
    }

    private async Task ListConflictsAsync(SyncStream stream, RehearsalRun run)
    {
        var search = new RecordSearch(stream.Entity);
        var open = await conflicts.ListAsync(search, new ConflictCursor(0, ""), options.RehearsedAtMost);
        foreach (var conflict in open)
            run.Fail(new FailingRecord(
                conflict.Pair.New, conflict.Paths.FirstOrDefault(),
                "both sides changed it, and nobody has resolved the conflict (./hub sync conflicts)"));
        if (open.Count == options.RehearsedAtMost)
            run.Besides += Math.Max(0, await conflicts.CountAsync(search) - open.Count);
    }

    /// <summary>Returns the newest change of each record that waits, or is not handled yet.</summary>
    private async Task<Dictionary<string, Change>> ReadOnTheWayAsync(
        SyncStream stream, string? after, RehearsalRun run, CancellationToken cancellation)
    {
        var waiting = await store.WaitingAsync(stream.Id, options.RehearsedAtMost);
        var newest = waiting.ToDictionary(m => m.Key, m => m.ToChange(), StringComparer.Ordinal);
        if (parties.FindSource(stream.From, stream.Entity) is not { } source)
        {
            run.NotAsked ??= $"{stream.From} is not registered as a source of {stream.Entity} yet";
            return newest;
        }

        for (var page = 0; page < MostPages; page++)
        {
            var changes = await ReadAsync(stream, source, after, run, cancellation);
            if (changes.Count == 0)
                return newest;
            foreach (var change in changes.Where(stream.Takes))
            {
                if (newest.Count >= options.RehearsedAtMost && !newest.ContainsKey(change.Key))
                {
                    run.IsMore = true;
                    return newest;
                }

                if (!(newest.GetValueOrDefault(change.Key)?.Version > change.Version))
                    newest[change.Key] = change;
            }

            after = changes[^1].Position;
        }

        run.NotAsked ??= $"{stream.From} tells more of {stream.Entity} than one rehearsal reads";
        return newest;
    }

    private async Task<IReadOnlyList<Change>> ReadAsync(
        SyncStream stream, IChangeSource source, string? after, RehearsalRun run, CancellationToken cancellation)
    {
        try
        {
            return await source.ReadAsync(after, options.RehearsedAtMost, cancellation);
        }
#pragma warning disable CA1031 // whatever a source throws, it is not known what it has
        catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            run.NotAsked ??= $"{stream.From} cannot be read: {e.GetType().Name}";
            return [];
        }
    }

    private async Task TryAsync(SyncStream stream, Change change, RehearsalRun run, CancellationToken cancellation)
    {
        if (!run.Meets(change.Key))
            return;
        if (change.Fault is { } fault)
        {
            run.Fail(new FailingRecord(change.Key, null, fault));
            return;
        }

        var found = await FindAsync(stream, change, run, cancellation);
        if (found is { IsBehind: true })
            return;
        if (found is { Failing: { Count: > 0 } failing })
            run.Doubt(new Doubt(change, failing, found.Waits));
        else
            run.ToWriteBack++;
    }

    private async Task LookAgainAsync(SyncStream stream, RehearsalRun run, CancellationToken cancellation)
    {
        if (run.Doubts.Any(d => !d.Waits))
            await Task.Delay(BeforeSecondLook, time, cancellation);
        while (run.Doubts.TryPeek(out var doubt))
        {
            var again = doubt.Waits ? null : await FindAsync(stream, doubt.Change, run, cancellation);
            run.Settle(again?.Failing ?? doubt.Failing, again is { IsBehind: true });
        }
    }

    /// <summary>Returns what would become of a change; null where its target cannot say.</summary>
    private async Task<Found?> FindAsync(SyncStream stream, Change change, RehearsalRun run, CancellationToken cancellation)
    {
        if (run.Silences >= MostSilences)
            return null;
        var (translated, missing) = await parents.TranslateAsync(stream, change);
        if (missing is not null)
            return new Found(
                [
                    new FailingRecord(
                        change.Key, stream.Parents.FirstOrDefault(p => p.Entity == missing.Entity)?.Path,
                        $"it names {missing.Entity} {missing.Key}, which is not known in {stream.To}"),
                ],
                Waits: true);
        try
        {
            if (await target.RehearseAsync(stream, translated, cancellation) is not { } outcome)
            {
                (run.NotAsked, run.Silences) = (run.NotAsked ?? $"{stream.To} cannot be asked without writing", MostSilences);
                return null;
            }

            return outcome.IsBehind
                ? new Found([], IsBehind: true)
                : new Found(FailingOf(change.Key, outcome), IsThere: outcome is
                {
                    Conflict: null, Result.Outcome: ApplyOutcome.AlreadyApplied,
                });
        }
        catch (ChangeTargetUnavailableException e)
        {
            (run.NotAsked, run.Silences) = (run.NotAsked ?? e.Message, run.Silences + 1);
            return null;
        }
        catch (ChangeTargetFailedException e)
        {
            return new Found([new FailingRecord(change.Key, null, e.Message)]);
        }
    }

    private static IReadOnlyList<FailingRecord> FailingOf(string key, RehearsedOutcome outcome) =>
        outcome.Conflict is { } fields
            ? [new FailingRecord(key, fields.FirstOrDefault(), "both sides changed it: written back, it becomes a conflict")]
        : outcome.Result is not { Outcome: ApplyOutcome.Refused } refused ? []
        : refused.Faults.Count > 0 ? [.. refused.Faults.Select(f => new FailingRecord(key, f.Field, f.Reason))]
        : [new FailingRecord(key, null, refused.Reason ?? "refused without a reason")];

    private sealed record Found(
        IReadOnlyList<FailingRecord> Failing, bool Waits = false, bool IsBehind = false, bool IsThere = false);
}

using Hub.Platform.Links;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;
using Hub.Sync.Streams;

namespace Hub.Sync.Applying;

/// <summary>Puts one change through to its target under the key the record has there, and remembers the pair of keys.</summary>
internal sealed class TargetCall(
    ChangeParties parties, IdentityMap identities, BondedCall bonded, SyncOptions options, TimeProvider time)
{
    /// <exception cref="ChangeTargetUnavailableException">The target is not there, or did not answer in time.</exception>
    /// <exception cref="ChangeTargetFailedException">The target failed in a way nobody foresaw.</exception>
    public async Task<BondedOutcome> ApplyAsync(SyncStream stream, Change change, CancellationToken cancellation)
    {
        var target = parties.FindTarget(stream.To, stream.Entity)
            ?? throw new ChangeTargetUnavailableException($"{stream.To} is not registered as a target of {stream.Entity} yet");
        var mappedKey = await FindKeyAsync(stream, change.Key);
        var (knownKey, isOpen) = mappedKey is null ? await FindCounterpartAsync(stream, change, cancellation) : new(mappedKey);
        if (isOpen)
            return new BondedOutcome(new ApplyResult(ApplyOutcome.AlreadyApplied, null), null) { Busy = true };
        // From now on nobody tells a legacy system of the key, until it has one of its own there.
        if (mappedKey is null && stream is { Origin: Side.New, IsCopy: false })
            await (change.Kind == ChangeKind.Upsert
                ? identities.AwaitAsync(stream.Entity, change.Key)
                : identities.SettleAsync(stream.Entity, change.Key));
        var outcome = target is IComparingTarget comparing && !stream.IsCopy
            ? await bonded.ApplyAsync(stream, comparing, change, knownKey, comparison => InTimeAsync(
                stream, timely => comparing.ApplyAsync(change, knownKey, comparison, timely), cancellation), cancellation)
            : await WithoutBondAsync(
                stream, change, await InTimeAsync(stream, timely => target.ApplyAsync(change, knownKey, timely), cancellation));
        var result = outcome.Result;
        if (stream.IsCopy || result.Outcome == ApplyOutcome.Refused || result.Key is null || result.Key == mappedKey)
            return outcome;
        try
        {
            // Before the inbox commits: a pair that is lost in between is found again when the change is sent again.
            await (stream.Origin == Side.Legacy
                ? identities.MapAsync(stream.Entity, change.Key, result.Key)
                : identities.MapAsync(stream.Entity, result.Key, change.Key));
            return outcome;
        }
        catch (InvalidOperationException)
        {
            return outcome with
            {
                Result = new ApplyResult(
                    ApplyOutcome.Refused, null, "applied, but one of its two keys is mapped to another record already"),
            };
        }
    }

    /// <summary>Has the target rehearse one change, which writes nothing.</summary>
    /// <returns>What would become of it; null where the target cannot be asked without writing.</returns>
    /// <exception cref="ChangeTargetUnavailableException">The target is not there, or did not answer in time.</exception>
    /// <exception cref="ChangeTargetFailedException">The target failed in a way nobody foresaw.</exception>
    public async Task<RehearsedOutcome?> RehearseAsync(SyncStream stream, Change change, CancellationToken cancellation)
    {
        var target = parties.FindTarget(stream.To, stream.Entity)
            ?? throw new ChangeTargetUnavailableException($"{stream.To} is not registered as a target of {stream.Entity} yet");
        if (target is not IRehearsedTarget rehearsed)
            return null;
        var knownKey = await FindKeyAsync(stream, change.Key);
        return await bonded.RehearseAsync(stream, rehearsed, change, knownKey, comparison => InTimeAsync(
            stream, timely => rehearsed.RehearseAsync(change, knownKey, comparison, timely), cancellation));
    }

    /// <summary>Has the target rehearse to take a record whole, whatever it holds of it now.</summary>
    /// <returns>What would become of it; null where the target cannot be asked without writing.</returns>
    /// <exception cref="ChangeTargetUnavailableException">The target is not there, or did not answer in time.</exception>
    /// <exception cref="ChangeTargetFailedException">The target failed in a way nobody foresaw.</exception>
    public async Task<ApplyResult?> RehearseWholeAsync(SyncStream stream, Change change, CancellationToken cancellation)
    {
        if (parties.FindTarget(stream.To, stream.Entity) is not IRehearsedTarget rehearsed)
            return null;
        var knownKey = await FindKeyAsync(stream, change.Key);
        var whole = new RecordComparison((_, _) => new TargetDecision(TargetAct.Save, change.Content));
        // As the record's newest change: a target that has taken this one would look no further.
        var newest = change with { Version = long.MaxValue };
        return await InTimeAsync(
            stream, timely => rehearsed.RehearseAsync(newest, knownKey, whole, timely), cancellation);
    }

    /// <summary>Returns whether the target answers a cheap read, in time; false also where that cannot be asked.</summary>
    public async Task<bool> AnswersAsync(SyncStream stream, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.ApplyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            return parties.FindTarget(stream.To, stream.Entity) is { } target
                && await target.AnswersAsync(either.Token).WaitAsync(either.Token);
        }
#pragma warning disable CA1031 // a failed read is no answer, in whatever way it fails
        catch (Exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    // A target that nobody else writes holds what it took. A copy's records are told by their link.
    private async Task<BondedOutcome> WithoutBondAsync(SyncStream stream, Change change, ApplyResult result)
    {
        var outcome = new BondedOutcome(result, null);
        if (stream.IsCopy || !BondedRun.IsDone(result))
            return outcome;
        var held = change.Content is null ? null : await bonded.PublicAsync(stream, change.Content);
        var key = stream.Origin == Side.Legacy ? result.Key! : change.Key;
        var own = (parties.FindTarget(stream.From, stream.Entity) as IComparingTarget)?.OwnFields ?? [];
        return outcome with { Feed = FeedEntries.Of(stream, change, held, key, own) };
    }

    private Task<string?> FindKeyAsync(SyncStream stream, string key) =>
        !stream.HasKeysOfItsOwn ? Task.FromResult<string?>(null)
        : stream.Origin == Side.Legacy ? identities.FindNewAsync(stream.Entity, key)
        : identities.FindLegacyAsync(stream.Entity, key);

    // What comes back before both keys are kept would be made a second time.
    private async Task<Counterpart> FindCounterpartAsync(SyncStream stream, Change change, CancellationToken cancellation) =>
        stream.HasReverse && parties.FindTarget(stream.From, stream.Entity) is { } source
            ? await source.FindCounterpartAsync(change.Key, cancellation)
            : Counterpart.None;

    private async Task<ApplyResult> InTimeAsync(
        SyncStream stream, Func<CancellationToken, Task<ApplyResult>> apply, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(options.ApplyTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            // Waits no longer even for a target that ignores the token.
            return await apply(either.Token).WaitAsync(either.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ChangeTargetUnavailableException(
                $"{stream.To} did not answer within {options.ApplyTimeout.TotalSeconds} s", e)
            {
                MayBeOfRecord = true,
            };
        }
#pragma warning disable CA1031 // told apart from the hub's own failures, which are no reason to park anything
        catch (Exception e) when (e is not ChangeTargetUnavailableException && !cancellation.IsCancellationRequested)
#pragma warning restore CA1031
        {
            throw new ChangeTargetFailedException(e);
        }
    }
}

/// <summary>A target threw what no target should. The message says the type only: the rest may name persons.</summary>
internal sealed class ChangeTargetFailedException(Exception inner)
    : Exception($"the target failed with {inner.GetType().Name}", inner);

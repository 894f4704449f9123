using System.Globalization;
using Hub.ServiceKit.Changes;
using Hub.Sync.Publishing;
using Hub.Sync.Streams;

namespace Hub.Sync.Capturing;

/// <summary>Reads a stream's source from its position on, as far as the window has room.</summary>
internal sealed class CaptureLoop(
    ChangeParties parties, Barriers barriers, AwaitedBarriers awaited, ParentLoads parents, ToldChanges told,
    SyncOptions options, TimeProvider time)
{
    // A check is a call of its own, which a quiet source need not have with every reading.
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ToEndEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    public async Task RunAsync(SyncStream stream, ChangeWindow window, CaptureState state, CancellationToken cancellation)
    {
        var after = window.HandledUpTo.Position;
        var checkedAt = DateTimeOffset.MinValue;
        var (isFirst, looked, wasAll) = (after is null, 0L, false);
        for (var failures = 0; ;)
        {
            while (window.Free <= 0)
                await window.Room.WaitAsync(cancellation);
            try
            {
                if (isFirst)
                    await parents.WaitAsync(stream, state, cancellation);
                isFirst = false;
                var source = parties.FindSource(stream.From, stream.Entity)
                    ?? throw new ChangeTargetUnavailableException(
                        $"{stream.From} is not registered as a source of {stream.Entity} yet");
                var (limit, began) = (window.Free, time.GetUtcNow());
                var endIsDue = state.AtEndAt is not { } atEnd || began - atEnd >= ToEndEvery;
                // Asked for before reading, so that the reading has begun after it was raised. Also where none is known to be
                // awaited: a reader that was busy for long, or cut off, has not heard of it in time.
                var barrier = endIsDue || awaited.Include(stream.Entity) ? await barriers.FindAsync(stream.Id) : 0;
                if (barrier > looked)
                {
                    source.LookAnew();
                    looked = barrier;
                }

                var readsToEnd = barrier > 0 || endIsDue;
                var (changes, isAll) = readsToEnd
                    ? await source.ReadToEndAsync(after, limit, cancellation)
                    : (await source.ReadAsync(after, limit, cancellation), false);
                if (changes.Count == 0 && after is not null && time.GetUtcNow() - checkedAt >= CheckEvery)
                {
                    await CheckPositionAsync(stream, source, after, cancellation);
                    checkedAt = time.GetUtcNow();
                }

                // A source that finds nothing may still be listing, or wait for another process that does.
                wasAll = readsToEnd ? isAll : wasAll;
                (failures, state.Error, state.CaughtUp) = (0, null, wasAll && changes.Count == 0);
                state.Report = source.Report;
                if (isAll)
                    state.EndedAt(began);
                if (changes.Count > 0)
                {
                    told.Keep(stream, changes);
                    window.Add(changes, stream.Takes);
                    after = changes[^1].Position;
                }

                if (barrier > 0 && isAll)
                    window.Mark(barrier, awaited.Moving(stream.Entity));
                if (changes.Count == 0)
                    await WaitAsync(stream, source, cancellation);
            }
#pragma warning disable CA1031 // whatever a source throws, the stream stays where it is and reads again
            catch (Exception e) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                state.CaughtUp = false;
                state.Error = e is ChangeTargetUnavailableException
                    ? e.Message
                    : $"{stream.From} cannot be read: {e.GetType().Name}";
                await Task.Delay(Backoff.Pause(++failures, options.LongestPause), time, cancellation);
            }
        }
    }

    // Reading the same position again gives the same changes, or later ones: where it gives none, the source has gone back
    // behind it, and would not tell what it counts anew up to there.
    private static async Task CheckPositionAsync(
        SyncStream stream, IChangeSource source, string after, CancellationToken cancellation)
    {
        if (!long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
            return;
        var before = (number - 1).ToString(CultureInfo.InvariantCulture);
        if ((await source.ReadAsync(before, 1, cancellation)).Count == 0)
            throw new ChangeTargetUnavailableException(
                $"{stream.From} tells of no change of {stream.Entity} from {number} on, and {number} was read: its counter went "
                + "back, as after a backup was restored, or its newest record was deleted. What it counts below is not read. "
                + $"Set its counter above {number} and change once more what was changed since; "
                + "the stream then goes on by itself");
    }

    /// <summary>Waits for something new; while somebody waits for a barrier, for that as well.</summary>
    private async Task WaitAsync(SyncStream stream, IChangeSource source, CancellationToken cancellation)
    {
        var next = awaited.Next;
        if (!awaited.Include(stream.Entity))
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation, next);
            try
            {
                await source.WaitAsync(waiting.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                // Another revision is served, or a barrier was raised: perhaps one of this entity.
            }

            return;
        }

        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var changed = source.WaitAsync(soon.Token);
        while (!changed.IsCompleted && awaited.Include(stream.Entity) && await barriers.FindAsync(stream.Id) == 0)
            await Task.WhenAny(changed, Task.Delay(Look, time, cancellation));
        await soon.CancelAsync();
        await changed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }
}

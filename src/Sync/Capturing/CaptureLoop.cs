using Hub.Platform.Changes;
using Hub.Sync.Publishing;
using Hub.Sync.Streams;

namespace Hub.Sync.Capturing;

/// <summary>Reads a stream's source from its position on, as far as the window has room.</summary>
internal sealed class CaptureLoop(ChangeParties parties, SyncOptions options, TimeProvider time)
{
    public async Task RunAsync(SyncStream stream, ChangeWindow window, CaptureState state, CancellationToken cancellation)
    {
        var after = window.HandledUpTo.Position;
        for (var failures = 0; ;)
        {
            while (window.Free <= 0)
                await window.Room.WaitAsync(cancellation);
            try
            {
                var source = parties.FindSource(stream.From, stream.Entity)
                    ?? throw new ChangeTargetUnavailableException(
                        $"{stream.From} is not registered as a source of {stream.Entity} yet");
                var changes = await source.ReadAsync(after, window.Free, cancellation);
                (failures, state.Error, state.CaughtUp) = (0, null, changes.Count == 0);
                if (changes.Count == 0)
                {
                    await source.WaitAsync(cancellation);
                    continue;
                }

                window.Add(changes, stream.Takes);
                after = changes[^1].Position;
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
}

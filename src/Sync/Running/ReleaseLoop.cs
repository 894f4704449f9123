using Hub.Platform.Lifetime;
using Hub.Sync.Applying;
using Hub.Sync.Streams;
using Hub.Sync.Waiting;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Running;

/// <summary>
/// Puts changes whose parents are known by now back into the windows of the streams that this process reads, and says
/// once of each that it has waited for long.
/// </summary>
internal sealed partial class ReleaseLoop(
    WaitingChanges waiting, RunningStreams running, ServedStreams served, SyncOptions options, TimeProvider time,
    ILogger<ReleaseLoop> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private DateTimeOffset _warnAt;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var began = Time.GetTimestamp();
            try
            {
                await ReleaseAsync();
            }
#pragma warning disable CA1031 // whatever the store throws, it is asked again
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogStoreFailed(Log, e);
            }

            // Where very many wait, the question itself must not become the load.
            var took = Time.GetElapsedTime(began);
            await Task.Delay(took * 5 > Interval ? took * 5 : Interval, Time, stoppingToken);
        }
    }

    private async Task ReleaseAsync()
    {
        var streams = await waiting.StreamsAsync();
        foreach (var run in running.All.Where(r => !r.IsLost && streams.Contains(r.Stream.Id)))
            // By the rules of the plan that is served now, which may be newer than the run.
            if (served.Find(run.Stream.Id) is { } stream && run.Window.Free > 0)
                run.Window.Release([.. (await waiting.DueAsync(stream, options.Window)).Select(m => m.ToChange())]);
        if (streams.Count > 0 && Time.GetUtcNow() is var now && now >= _warnAt)
            await WarnAsync(streams, now);
    }

    private async Task WarnAsync(IReadOnlySet<string> streams, DateTimeOffset now)
    {
        _warnAt = now + (options.WaitWarning / 10);
        foreach (var run in running.All.Where(r => streams.Contains(r.Stream.Id)))
        {
            var parents = await waiting.WarnAsync(run.Stream.Id, now - options.WaitWarning);
            foreach (var (parent, count) in parents.CountBy(p => p, StringComparer.Ordinal))
                LogWaitsLong(Log, run.Stream.Id, count, parent, options.WaitWarning);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Stream}: changes ({Count}) have waited for {Parent} for longer than {Time}; "
            + "hub sync waiting says for which.")]
    private static partial void LogWaitsLong(ILogger log, string stream, int count, string parent, TimeSpan time);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The store could not be asked which changes need wait no longer; it is asked again.")]
    private static partial void LogStoreFailed(ILogger log, Exception error);
}

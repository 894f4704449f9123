using System.Data.Common;
using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.Sync.Applying;
using Hub.Sync.Capturing;
using Hub.Sync.Publishing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Streams;

/// <summary>Keeps one run per stream of the plan that is served: starts what is new in it, stops what is gone.</summary>
internal sealed partial class SyncService(
    CurrentRouting routing,
    HubStore store,
    IdentityMap identities,
    StreamPositions positions,
    RunningStreams running,
    CaptureLoop capture,
    PublishLoop publish,
    SyncOptions options,
    TimeProvider time,
    ILogger<SyncService> log) : BackgroundService
{
    private readonly Signal _planChanged = new();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await identities.MigrateAsync();
        await SyncSchema.MigrateAsync(store);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(running.All.Select(run => StopAsync(run, cancellationToken)));
    }

    public override void Dispose()
    {
        foreach (var run in running.All)
            run.Cancel();
        _planChanged.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void Notice(RoutingSnapshot snapshot, bool planChanged) => _planChanged.Set();
        routing.Changed += Notice;
        try
        {
            while (true)
            {
                if (FindSnapshot() is not { } snapshot || await TryExpandAsync(SyncStream.Of(snapshot.Plan), stoppingToken))
                    await _planChanged.WaitAsync(stoppingToken);
                else
                    await Task.Delay(options.LongestPause, time, stoppingToken);
            }
        }
        finally
        {
            routing.Changed -= Notice;
        }
    }

    private async Task<bool> TryExpandAsync(IReadOnlyList<SyncStream> streams, CancellationToken stopping)
    {
        try
        {
            await ExpandAsync(streams, stopping);
            return true;
        }
        catch (DbException e)
        {
            LogPositionsNotRead(log, e);
            return false;
        }
    }

    private async Task ExpandAsync(IReadOnlyList<SyncStream> streams, CancellationToken stopping)
    {
        await Task.WhenAll(running.All.Where(run => !streams.Contains(run.Stream)).Select(run => StopAsync(run, stopping)));
        foreach (var stream in streams.Where(s => running.Find(s.Id) is null))
        {
            var window = new ChangeWindow(await positions.BeginAsync(stream.Id), options, time);
            var run = new StreamRun(stream, window, new Breaker(options, time), log);
            running.Add(run);
            run.Start(capture, publish, positions);
        }
    }

    private async Task StopAsync(StreamRun run, CancellationToken patience)
    {
        await run.StopAsync(positions, options.ApplyTimeout, patience);
        running.Remove(run);
    }

    private RoutingSnapshot? FindSnapshot()
    {
        try
        {
            return routing.Snapshot;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The streams' positions could not be read; tried again.")]
    private static partial void LogPositionsNotRead(ILogger log, Exception error);
}

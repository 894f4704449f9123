using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Platform.Links;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Applying;
using Hub.Sync.Capturing;
using Hub.Sync.Checking;
using Hub.Sync.Feeding;
using Hub.Sync.Messages;
using Hub.Sync.Publishing;
using Hub.Sync.Reconciling;
using Hub.Sync.Streams;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Running;

/// <summary>
/// Keeps one run per stream of the plan that is served and not read by another process: starts what is new in it, stops
/// what is gone, takes over what another process has let go of.
/// </summary>
internal sealed partial class SyncService(
    CurrentRouting routing,
    HubStore store,
    ReconcileStore reconciled,
    IdentityMap identities,
    FeedLog feed,
    StreamPositions positions,
    StreamLeases leases,
    Barriers barriers,
    RunningStreams running,
    ServedStreams served,
    CaptureLoop capture,
    PublishLoop publish,
    CheckStore checks,
    AnswerConsumer answers,
    TargetQueues queues,
    IBus bus,
    SyncOptions options,
    TimeProvider time,
    ILogger<SyncService> log) : SteadyService(time, log)
{
    private readonly Signal _planChanged = new();

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await identities.MigrateAsync();
        await SyncSchema.MigrateAsync(store);
        await reconciled.MigrateAsync();
        await checks.MigrateAsync();
        await feed.MigrateAsync();
        bus.ConnectReceiveEndpointObserver(answers);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        served.IsOpen = false;
        await Task.WhenAll(running.All.Select(run => StopAsync(run, cancellationToken)));
    }

    public override void Dispose()
    {
        foreach (var run in running.All)
            run.Cancel();
        _planChanged.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        void Notice(RoutingSnapshot snapshot, bool planChanged) => _planChanged.Set();
        routing.Changed += Notice;
        try
        {
            while (true)
            {
                if (routing.IsLoaded)
                {
                    served.IsOpen = true;
                    var streams = SyncStream.Of(routing.Snapshot.Plan);
                    queues.Receive(streams);
                    await TryExpandAsync(streams, stoppingToken);
                }

                await _planChanged.WaitAsync(options.Lease / 3, stoppingToken);
            }
        }
        finally
        {
            routing.Changed -= Notice;
        }
    }

    private async Task TryExpandAsync(IReadOnlyList<SyncStream> streams, CancellationToken stopping)
    {
        try
        {
            await ExpandAsync(streams, stopping);
        }
#pragma warning disable CA1031 // whatever the store throws, it is asked again
        catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogStoreFailed(Log, e);
        }
    }

    private async Task ExpandAsync(IReadOnlyList<SyncStream> streams, CancellationToken stopping)
    {
        foreach (var lost in running.All.Where(run => run.IsLost))
            running.Remove(lost);
        await Task.WhenAll(running.All.Where(run => !streams.Contains(run.Stream)).Select(run => StopAsync(run, stopping)));
        foreach (var stream in streams.Where(s => running.Find(s.Id) is null))
            if (await leases.TakeAsync(stream.Id) is { } lease)
            {
                var window = new ChangeWindow(lease.Begin, options, Time, newestOnly: stream.Origin == Side.New);
                var run = new StreamRun(stream, lease, window, positions, barriers, leases, options, Time, Log);
                running.Add(run);
                run.Start(capture, publish);
            }
    }

    private async Task StopAsync(StreamRun run, CancellationToken patience)
    {
        await run.StopAsync(options.ApplyTimeout, patience);
        running.Remove(run);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The store could not be asked which streams to read; it is asked again.")]
    private static partial void LogStoreFailed(ILogger log, Exception error);
}

using System.Data.Common;
using Hub.Platform.Lifetime;
using Hub.Sync.Reconciling;
using Hub.Sync.Streams;
using Microsoft.Extensions.Logging;

namespace Hub.Sync.Running;

/// <summary>
/// Asks the store now and then how many changes are parked and how many wait, and what the last comparisons found: who scrapes
/// must not wait for it.
/// </summary>
internal sealed class ParkedWatch(
    StreamPositions positions, ReconcileStore reconciled, StreamTelemetry telemetry, TimeProvider time,
    ILogger<ParkedWatch> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, Time);
        do
        {
            try
            {
                telemetry.Note(await positions.StandingsAsync(), await reconciled.ListAsync());
            }
            catch (Exception e) when (e is DbException or ObjectDisposedException)
            {
                // The last answer holds until the store is back.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

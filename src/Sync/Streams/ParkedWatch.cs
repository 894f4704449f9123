using System.Data.Common;
using Microsoft.Extensions.Hosting;

namespace Hub.Sync.Streams;

/// <summary>
/// Asks the store now and then how many changes are parked and how many wait: who scrapes must not wait for it.
/// </summary>
internal sealed class ParkedWatch(StreamPositions positions, StreamTelemetry telemetry, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                telemetry.Note(await positions.StandingsAsync());
            }
            catch (Exception e) when (e is DbException or ObjectDisposedException)
            {
                // The last answer holds until the store is back.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

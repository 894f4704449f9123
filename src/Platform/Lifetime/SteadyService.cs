using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Lifetime;

/// <summary>
/// A background service that goes on after a failure: what its loop throws is logged, and the loop begins again after a
/// pause that grows from 1 s to 30 s. So no failure ends the service in silence, and none stops the process.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="log">Where failures are logged.</param>
public abstract partial class SteadyService(TimeProvider time, ILogger log) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>Where the service logs.</summary>
    protected ILogger Log { get; } = log;

    /// <summary>Runs the service's loop until it is told to stop; it is run again after a failure.</summary>
    /// <param name="stoppingToken">Ends it.</param>
    protected abstract Task RunAsync(CancellationToken stoppingToken);

    /// <inheritdoc />
    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = TimeSpan.FromSeconds(1);
        while (true)
        {
            var began = Time.GetTimestamp();
            try
            {
                await RunAsync(stoppingToken);
                return;
            }
#pragma warning disable CA1031 // whatever the loop did not expect, the service has to go on, or to stop
            catch (Exception e)
#pragma warning restore CA1031
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    if (!IsOfStopping(e))
                        LogFailedAtEnd(Log, GetType().Name, e);
                    return;
                }

                // A loop that went well for a while begins again as quickly as after its first failure.
                pause = Time.GetElapsedTime(began) > LongestPause ? TimeSpan.FromSeconds(1) : pause;
                LogFailed(Log, GetType().Name, pause, e);
            }

            await Task.Delay(pause, Time, stoppingToken);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // A host that does not wait for the loop disposes of what it uses: a store says so as the reason why it cannot be reached.
    private static bool IsOfStopping(Exception e) =>
        e is OperationCanceledException or ObjectDisposedException
        || (e is AggregateException { InnerExceptions: var several } ? several.All(IsOfStopping)
            : e.InnerException is { } inner && IsOfStopping(inner));

    [LoggerMessage(LogLevel.Error, "{Service} failed and begins again after {Pause}")]
    private static partial void LogFailed(ILogger log, string service, TimeSpan pause, Exception error);

    [LoggerMessage(LogLevel.Warning, "{Service} failed while it stopped")]
    private static partial void LogFailedAtEnd(ILogger log, string service, Exception error);
}

using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Lifetime;

/// <summary>
/// Writes what this node counts in memory to the store, again and again and at the end. What cannot be written is logged, and
/// tried again the next time.
/// </summary>
/// <param name="pace">How long it waits between two writes.</param>
/// <param name="what">What it writes, to begin a sentence with: <c>What was measured by comparing sides</c>.</param>
/// <param name="time">The clock.</param>
/// <param name="log">Where failures are logged.</param>
public abstract partial class PeriodicWriter(TimeSpan pace, string what, TimeProvider time, ILogger log)
    : SteadyService(time, log)
{
    /// <summary>Writes what is not in the store yet.</summary>
    /// <exception cref="DbException">The store cannot be reached.</exception>
    protected abstract Task WriteAsync();

    /// <inheritdoc />
    protected sealed override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pace, Time, stoppingToken);
                await TryWriteAsync();
            }
        }
        finally
        {
            await TryWriteAsync();
        }
    }

    private async Task TryWriteAsync()
    {
        try
        {
            await WriteAsync();
        }
        catch (DbException e)
        {
            LogNotWritten(Log, what, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{What} is not written yet: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string what, string reason);
}

using System.Data.Common;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Discovering;

/// <summary>Writes what this node has seen: every few seconds, and at the end.</summary>
internal sealed partial class DiscoveredWriter(DiscoveredRequests discovered, TimeProvider time, ILogger<DiscoveredWriter> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pace, Time, stoppingToken);
                await WriteAsync();
            }
        }
        finally
        {
            await WriteAsync();
        }
    }

    private async Task WriteAsync()
    {
        try
        {
            await discovered.WriteAsync();
        }
        catch (DbException e)
        {
            LogNotWritten(Log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The counts of what passes through catch-alls are not written yet: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string reason);
}

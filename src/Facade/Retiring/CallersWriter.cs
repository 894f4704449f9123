using System.Data.Common;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Retiring;

/// <summary>Writes who used legacy sides on this node: every minute, and at the end.</summary>
internal sealed partial class CallersWriter(CallersOfLegacy callers, TimeProvider time, ILogger<CallersWriter> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

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
            await callers.WriteAsync();
        }
        catch (DbException e)
        {
            LogNotWritten(Log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Who used legacy sides is not written yet: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string reason);
}

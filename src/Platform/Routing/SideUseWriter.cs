using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hub.Platform.Routing;

/// <summary>Writes once a minute, and at the end, which sides this node's requests have used.</summary>
internal sealed partial class SideUseWriter(SideUse use, TimeProvider time, ILogger<SideUseWriter> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pace, time, stoppingToken);
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
            await use.WriteAsync();
        }
        catch (DbException e)
        {
            LogNotWritten(log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Which sides were used is not written yet: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string reason);
}

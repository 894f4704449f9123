using System.Data.Common;
using Hub.Platform.Lifetime;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Evidence;

/// <summary>Writes what this node has measured: every few seconds, and at the end.</summary>
internal sealed partial class EvidenceWriter(
    RouteEvidence evidence, DifferenceExamples examples, TimeProvider time, ILogger<EvidenceWriter> log)
    : SteadyService(time, log)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(3);

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
            await evidence.WriteAsync();
            await examples.WriteAsync();
        }
        catch (DbException e)
        {
            LogNotWritten(Log, e.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "What was measured by comparing sides is not written yet: {Reason}")]
    private static partial void LogNotWritten(ILogger log, string reason);
}

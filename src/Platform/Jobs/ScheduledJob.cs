using Microsoft.Extensions.Logging;
using Quartz;

namespace Hub.Platform.Jobs;

/// <summary>What Quartz sees of a job.</summary>
[DisallowConcurrentExecution]
internal sealed partial class ScheduledJob<TJob>(TJob job, ILogger<TJob> log) : IJob
    where TJob : IHubJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await job.RunAsync(cancellationToken);
        }
#pragma warning disable CA1031 // a job's failure is its own and must not end the schedule
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(log, typeof(TJob).Name, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed; it runs again at its next time.")]
    private static partial void LogFailed(ILogger log, string job, Exception error);
}

using Hub.Platform.Jobs;

namespace Hub.Platform.Notifying;

/// <summary>Forgets notices that were told long ago, whatever became of them.</summary>
internal sealed class NoticePruning(NoticeDeliveries deliveries, TimeProvider time) : IHubJob
{
    /// <summary>How long they are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    public Task RunAsync(JobRun run, CancellationToken cancellation) => deliveries.PruneAsync(time.GetUtcNow() - Kept);
}

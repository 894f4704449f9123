using Hub.Platform.Jobs;

namespace Hub.Facade.Evidence;

/// <summary>Forgets evidence that is too old to decide anything.</summary>
internal sealed class EvidencePruning(RouteEvidence evidence, TimeProvider time) : IHubJob
{
    /// <summary>How long it is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public Task RunAsync(JobRun run, CancellationToken cancellation) => evidence.PruneAsync(time.GetUtcNow() - Kept);
}

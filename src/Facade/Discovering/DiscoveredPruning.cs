using Hub.Platform.Jobs;

namespace Hub.Facade.Discovering;

/// <summary>Forgets what came long ago. A caller who comes once a quarter is still seen.</summary>
internal sealed class DiscoveredPruning(DiscoveredRequests discovered, TimeProvider time) : IHubJob
{
    /// <summary>How long it is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(100);

    public Task RunAsync(JobRun run, CancellationToken cancellation) => discovered.PruneAsync(time.GetUtcNow() - Kept);
}

using Hub.Platform.Jobs;
using Hub.Sync.Streams;

namespace Hub.Sync.Feeding;

/// <summary>Keeps the feeds small: deletions that each reader had time to read are forgotten.</summary>
internal sealed class FeedPruning(FeedLog feed, SyncOptions options, TimeProvider time) : IHubJob
{
    public Task RunAsync(JobRun run, CancellationToken cancellation) => feed.PruneAsync(time.GetUtcNow() - options.FeedRetention);
}

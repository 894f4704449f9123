using Hub.Platform.Jobs;
using Hub.Platform.Routing;
using Hub.Sync.Streams;

namespace Hub.Sync.Feeding;

/// <summary>Keeps the feeds small: deletions that each reader had time to read are forgotten.</summary>
internal sealed class FeedPruning(FeedLog feed, CurrentRouting routing, SyncOptions options, TimeProvider time) : IHubJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        foreach (var entity in (await feed.LastsAsync()).Keys)
            await feed.PruneAsync(entity, time.GetUtcNow() - RetentionOf(entity));
    }

    // Feeds stay whose link the plan has no more.
    private TimeSpan RetentionOf(string entity) =>
        routing.Snapshot.Plan.Capabilities.FirstOrDefault(c => c.Name == entity)?.Link?.FeedRetention ?? options.FeedRetention;
}

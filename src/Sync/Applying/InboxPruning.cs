using Hub.Platform.Jobs;
using Hub.Sync.Streams;

namespace Hub.Sync.Applying;

/// <summary>Keeps the inbox small: what its stream's position has passed long ago is not sent again.</summary>
internal sealed class InboxPruning(Inbox inbox, SyncOptions options, TimeProvider time) : IHubJob
{
    public Task RunAsync(JobRun run, CancellationToken cancellation) =>
        inbox.PruneAsync(time.GetUtcNow() - options.InboxRetention);
}

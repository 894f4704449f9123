using Hub.Platform.Jobs;
using Hub.Sync.Applying;
using Hub.Sync.Conflicts;
using Hub.Sync.Streams;

namespace Hub.Sync.Batches;

/// <summary>Forgets what a person has ended long ago; the audit log keeps who ended it.</summary>
internal sealed class SettledPruning(
    ParkedChanges parked, ConflictStore conflicts, BatchStore batches, SyncOptions options, TimeProvider time) : IHubJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - options.SettledRetention;
        var forgotten = await parked.PruneAsync(before) + await conflicts.PruneAsync(before) + await batches.PruneAsync(before);
        run.Report(forgotten, forgotten, "forgotten");
    }
}

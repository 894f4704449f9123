using Hub.Platform.Jobs;

namespace Hub.Adapters.Files;

/// <summary>Forgets which files were taken long ago: until then none of them is read twice.</summary>
internal sealed class FilePruning(TakenFiles files, TimeProvider time) : IHubJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public Task RunAsync(JobRun run, CancellationToken cancellation) => files.PruneAsync(time.GetUtcNow() - Kept);
}

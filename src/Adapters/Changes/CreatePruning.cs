using Hub.Platform.Jobs;

namespace Hub.Adapters.Changes;

/// <summary>Forgets which records the hub made, once their keys are kept elsewhere.</summary>
internal sealed class CreatePruning(UnsettledCreates creates, TimeProvider time) : IHubJob
{
    // By then the pair of keys is in the identity map, or a person has looked.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public Task RunAsync(JobRun run, CancellationToken cancellation) => creates.PruneAsync(time.GetUtcNow() - Kept);
}

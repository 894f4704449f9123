using Hub.Facade.CanaryShare;
using Hub.Facade.Rules;
using Hub.Platform.Jobs;

namespace Hub.Facade.Evidence;

/// <summary>Forgets evidence that is too old to decide anything.</summary>
internal sealed class EvidencePruning(
    RouteEvidence evidence, DifferenceExamples examples, CanaryKeys canaries, AcceptedRules rules, TimeProvider time)
    : IHubJob
{
    /// <summary>How long it is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var before = time.GetUtcNow() - Kept;
        await evidence.PruneAsync(before);
        await examples.PruneAsync(before);
        await canaries.PruneAsync(before);
        await rules.PruneAsync(before);
    }
}

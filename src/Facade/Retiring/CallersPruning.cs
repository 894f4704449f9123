using Hub.Platform.Jobs;

namespace Hub.Facade.Retiring;

/// <summary>Forgets callers of legacy sides who have not come for longer than a year, with a month to spare.</summary>
internal sealed class CallersPruning(CallersOfLegacy callers, TimeProvider time) : IHubJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    public Task RunAsync(JobRun run, CancellationToken cancellation) => callers.PruneAsync(time.GetUtcNow() - Kept);
}

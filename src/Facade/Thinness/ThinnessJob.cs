using Hub.Platform.Jobs;
using Hub.Platform.Routing;

namespace Hub.Facade.Thinness;

/// <summary>Counts each day what the hub carries.</summary>
internal sealed class ThinnessJob(ThinnessDays days, CurrentRouting current) : IHubJob
{
    public async Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var counted = await days.CountAsync(current.Snapshot);
        run.Report(counted, counted, "counted");
    }
}

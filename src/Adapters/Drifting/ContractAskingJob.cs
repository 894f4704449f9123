using Hub.Adapters.Serving;
using Hub.Platform.Jobs;

namespace Hub.Adapters.Drifting;

/// <summary>Asks the systems that are due, or the one that its arguments name: <c>{"system": "erp"}</c>.</summary>
internal sealed class ContractAskingJob(ContractAsking asking, SystemAdapters adapters) : IHubJob
{
    public Task RunAsync(JobRun run, CancellationToken cancellation)
    {
        var only = run.HasArguments ? run.ReadArguments<AskedSystem>().System : null;
        return only is not null && adapters.Find(only) is null
            ? throw new JobRefusedException($"The plan served wraps no system '{only}'. ./hub systems lists them.")
            : asking.AskAsync(only, (done, total, text) => run.Report(done, total, text), cancellation);
    }

    private sealed record AskedSystem(string System);
}

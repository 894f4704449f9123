using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Jobs;
using Hub.Sync;

namespace Hub.Host.Commands;

/// <summary>
/// Begins what is done to many as a job in the hub, and shows its progress until it has ended. Ctrl+C ends the showing only.
/// </summary>
internal sealed class FollowedBatch(HubClient hub, bool json)
{
    private const string Succeeded = "succeeded";
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Option<bool> Yes() => new("--yes") { Description = "Do not ask." };

    /// <summary>Returns how many a search finds.</summary>
    public static async Task<long> CountAsync(HubClient hub, string path) =>
        (await hub.GetAsync(path)).Read<Found>().Count;

    /// <summary>Tells what is about to be done, and asks a person whether it is meant.</summary>
    /// <exception cref="CommandFailedException">It is not, or nobody is there to be asked.</exception>
    public static void Ask(bool yes, string what)
    {
        if (yes)
            return;
        if (!Terminal.IsInteractive)
            throw new CommandFailedException($"{what} Nothing was done: --yes says that it is meant.");
        if (!Terminal.Confirm($"{what} Type yes to go on; anything else leaves all as it is."))
            throw new CommandFailedException("Nothing was done.");
    }

    /// <summary>Begins the job and follows it; the exit code is 1 where some are left as they were.</summary>
    public async Task<int> RunAsync(string path, object body)
    {
        var started = (await hub.PostAsync(path, body)).Read<BatchEndpoints.StartedBatch>();
        Say($"Run {started.Run} of {started.Job}: {started.Count} in all, {ApiRecords.Line(started.Search)}.");
        return await FollowAsync(started.Job, started.Run, run => Task.FromResult(Tell(run)));
    }

    /// <summary>Shows the progress of a run until it has ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="id">The run.</param>
    /// <param name="tell">Tells what became of it; returns the exit code.</param>
    public async Task<int> FollowAsync(string job, string id, Func<JobRunView, Task<int>> tell)
    {
        using var interruption = new Interruption();
        try
        {
            return await tell(await WaitAsync(job, id, interruption.Token));
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Terminal.Error.WriteLine(
                $"It goes on in the hub: ./hub jobs {job} shows it, ./hub jobs cancel {job} stops it where it is.");
            return CommandLine.Done;
        }
    }

    private async Task<JobRunView> WaitAsync(string job, string id, CancellationToken cancellation)
    {
        var shown = "";
        while (true)
        {
            var runs = await hub.GetAsync($"hub/api/jobs/{Uri.EscapeDataString(job)}/runs").WaitAsync(cancellation);
            var run = runs.Read<List<JobRunView>>().Find(r => r.Id == id)
                ?? throw new CommandFailedException($"Run {id} is not listed any more; ./hub jobs {job} lists the last runs.");
            var progress = JobsCommand.Progress(run);
            var line = progress.Length > 0 ? $"{run.State}: {progress}" : run.State;
            if (line != shown)
                Say(line);
            shown = line;
            if (run.State is Succeeded or "failed" or "cancelled")
                return run;
            await Task.Delay(Pace, cancellation);
        }
    }

    /// <summary>Prints a run as JSON where that is asked for, and why it did not succeed.</summary>
    /// <returns>Whether it succeeded.</returns>
    public bool TellEnd(JobRunView run)
    {
        if (json)
            Listing.PrintJson(JsonSerializer.SerializeToElement(run, JsonSerializerOptions.Web));
        return TellFailure(run);
    }

    private int Tell(JobRunView run)
    {
        var succeeded = TellEnd(run);
        var text = run.Progress?.Text ?? "";
        var isLeft = text.Contains("still parked", StringComparison.Ordinal)
            || text.Contains("unresolved", StringComparison.Ordinal);
        if (isLeft)
            Terminal.Error.WriteLine("Some are as they were: ./hub sync parked and ./hub sync conflicts say why.");
        return succeeded && !isLeft ? CommandLine.Done : CommandLine.Failed;
    }

    /// <summary>Tells why a run did not succeed.</summary>
    /// <returns>Whether it succeeded.</returns>
    public static bool TellFailure(JobRunView run)
    {
        if (run.State != Succeeded)
            Terminal.Error.WriteLine(ApiRecords.Line(run.History[0].Reason));
        return run.State == Succeeded;
    }

    /// <summary>Writes a line for people.</summary>
    public void Say(string line)
    {
        if (!json)
            Terminal.Out.WriteLine(line);
    }
}

using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>
/// Begins what is done to many as a job in the hub, and shows its progress until it has ended. Ctrl+C ends the showing only.
/// </summary>
internal sealed class FollowedBatch(HubClient hub, bool json)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    public static Option<bool> Yes() => new("--yes") { Description = "Do not ask." };

    /// <summary>Returns how many a search finds.</summary>
    public static async Task<long> CountAsync(HubClient hub, string path) =>
        (await hub.GetAsync(path)).GetProperty("count").GetInt64();

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
        var started = await hub.PostAsync(path, body);
        var (job, id) = (started.Text("job"), started.Text("run"));
        Say($"Run {id} of {job}: {started.Text("count")} in all, {started.Text("search")}.");
        return await FollowAsync(job, id, (run, state) => Task.FromResult(Tell(run, state)));
    }

    /// <summary>Shows the progress of a run until it has ended.</summary>
    /// <param name="job">The job.</param>
    /// <param name="id">The run.</param>
    /// <param name="tell">Tells what became of it, given the run and its state; returns the exit code.</param>
    public async Task<int> FollowAsync(string job, string id, Func<JsonElement, string, Task<int>> tell)
    {
        using var interruption = new Interruption();
        try
        {
            var (run, state) = await WaitAsync(job, id, interruption.Token);
            return await tell(run, state);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Terminal.Error.WriteLine(
                $"It goes on in the hub: ./hub jobs {job} shows it, ./hub jobs cancel {job} stops it where it is.");
            return CommandLine.Done;
        }
    }

    private async Task<(JsonElement Run, string State)> WaitAsync(string job, string id, CancellationToken cancellation)
    {
        var shown = "";
        while (true)
        {
            var runs = await hub.GetAsync($"hub/api/jobs/{job}/runs").WaitAsync(cancellation);
            var run = runs.EnumerateArray().FirstOrDefault(r => r.Text("id") == id);
            if (run.ValueKind != JsonValueKind.Object)
                throw new CommandFailedException($"Run {id} is not listed any more; ./hub jobs {job} lists the last runs.");
            var (state, progress) = (run.Text("state"), JobsCommand.Progress(run));
            var line = progress.Length > 0 ? $"{state}: {progress}" : state;
            if (line != shown)
                Say(line);
            shown = line;
            if (state is "succeeded" or "failed" or "cancelled")
                return (run, state);
            await Task.Delay(Pace, cancellation);
        }
    }

    private int Tell(JsonElement run, string state)
    {
        if (json)
            Listing.PrintJson(run);
        TellFailure(run, state);
        var text = run.GetProperty("progress").Text("text");
        var isLeft = text.Contains("still parked", StringComparison.Ordinal)
            || text.Contains("unresolved", StringComparison.Ordinal);
        if (isLeft)
            Terminal.Error.WriteLine("Some are as they were: ./hub sync parked and ./hub sync conflicts say why.");
        return state == "succeeded" && !isLeft ? CommandLine.Done : CommandLine.Failed;
    }

    /// <summary>Tells why a run did not succeed.</summary>
    public static void TellFailure(JsonElement run, string state)
    {
        if (state != "succeeded")
            Terminal.Error.WriteLine(run.GetProperty("history").EnumerateArray().First().Text("reason"));
    }

    /// <summary>Writes a line for people.</summary>
    public void Say(string line)
    {
        if (!json)
            Terminal.Out.WriteLine(line);
    }
}

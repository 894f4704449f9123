using System.CommandLine;
using System.Globalization;
using Hub.Facade.Admin;
using Hub.Host.Shell;
using Hub.Platform.Jobs;

namespace Hub.Host.Commands;

internal static class JobsCommand
{
    public static Command Create()
    {
        var listing = new ListingCommand();
        var job = new Argument<string?>("job")
        {
            Description = "Shows this job's runs.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("jobs", "Shows the hub's jobs: when each runs, and what became of its last run.")
        {
            job, JobsRunCommand.Create(), Cancel(),
        };
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) => parsed.GetValue(job) is { } name
            ? listing.RunAsync<List<JobRunView>>(
                parsed, $"hub/api/jobs/{Uri.EscapeDataString(name)}/runs", runs => TellRuns(name, runs))
            : listing.RunAsync<List<JobView>>(parsed, "hub/api/jobs", TellJobs));
        return command;
    }

    /// <summary>A run's progress as people read it: <c>120 of 400, customers</c>; empty where it has told none.</summary>
    public static string Progress(JobRunView run) => run.Progress is not { } p ? "" : string.Create(
        CultureInfo.InvariantCulture,
        $"{p.Done}{(p.Total is { } total ? $" of {total}" : "")}{(p.Text.Length > 0 ? $", {ApiRecords.Line(p.Text)}" : "")}");

    private static Command Cancel()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var job = new Argument<string>("job") { Description = "The job, as ./hub jobs lists it." };
        var command = new Command(
            "cancel", "Cancels a job's runs that wait or are under way, as far as the token covers their capability.")
        {
            job, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var done = await hub.DeleteAsync($"hub/api/jobs/{Uri.EscapeDataString(parsed.GetValue(job)!)}/runs");
            if (parsed.GetValue(json))
                Listing.PrintJson(done);
            else
                Print(done.Read<JobsApi.CancelledRuns>());
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(JobsApi.CancelledRuns done) => Terminal.Out.WriteLine(done.Ids.Count == 0
        ? $"No run of {ApiRecords.Line(done.Job)} waits or is under way."
        : $"Cancelled: {string.Join(", ", done.Ids.Select(id => $"run {id}"))}.");

    private static Listed TellJobs(List<JobView> jobs) => new(ListingTable.Of(
        jobs,
        "No node has a job.",
        ("job", j => j.Name),
        ("last run", j => j.LastRun is { } run ? $"{run.State} {ApiRecords.Time(run.CreatedAt)}" : "never"),
        ("next run", j => j.NextAt is { } next ? ApiRecords.Time(next) : "on request"),
        ("progress", j => j.LastRun is { } run ? Progress(run) : ""),
        ("cron (UTC)", j => j.Cron ?? ""),
        ("summary…", j => j.Summary)));

    private static Listed TellRuns(string job, List<JobRunView> runs) => new(ListingTable.Of(
        runs,
        $"{job} has not run yet.",
        ("run", r => r.Id),
        ("state", r => r.State),
        ("asked for", r => ApiRecords.Time(r.CreatedAt)),
        ("attempt", r => r.Attempt.ToString(CultureInfo.InvariantCulture)),
        ("progress", Progress),
        ("reason…", ReasonOf)));

    private static string ReasonOf(JobRunView run) =>
        run.History.Select(h => h.Reason).FirstOrDefault(reason => reason is { Length: > 0 }) ?? "";
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hub.Host.Shell;

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
            ? listing.RunAsync(parsed, $"hub/api/jobs/{Uri.EscapeDataString(name)}/runs", runs => TellRuns(name, runs))
            : listing.RunAsync(parsed, "hub/api/jobs", TellJobs));
        return command;
    }

    /// <summary>A run's progress as people read it: <c>120 of 400, customers</c>; empty where it has told none.</summary>
    public static string Progress(JsonElement run)
    {
        if (!run.TryGetProperty("progress", out var progress) || progress.ValueKind != JsonValueKind.Object)
            return "";
        var (done, total, text) = (progress.Text("done"), progress.Text("total"), progress.Text("text"));
        return $"{done}{(total.Length > 0 ? $" of {total}" : "")}{(text.Length > 0 ? $", {text}" : "")}";
    }

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
                Terminal.Out.WriteLine(done.GetProperty("ids").GetArrayLength() == 0
                    ? $"No run of {done.Text("job")} waits or is under way."
                    : $"Cancelled: {string.Join(", ", done.GetProperty("ids").EnumerateArray().Select(id => $"run {id}"))}.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Listed TellJobs(JsonElement jobs) => new(ListingTable.Of(
        jobs.EnumerateArray(),
        "No node has a job.",
        ("job", j => j.Text("name")),
        ("last run", j => Last(j) is { } run ? $"{run.Text("state")} {run.Time("createdAt")}" : "never"),
        ("next run", j => j.Text("nextAt").Length > 0 ? j.Time("nextAt") : "on request"),
        ("progress", j => Last(j) is { } run ? Progress(run) : ""),
        ("cron (UTC)", j => j.Text("cron")),
        ("summary…", j => j.Text("summary"))));

    private static Listed TellRuns(string job, JsonElement runs) => new(ListingTable.Of(
        runs.EnumerateArray(),
        $"{job} has not run yet.",
        ("run", r => r.Text("id")),
        ("state", r => r.Text("state")),
        ("asked for", r => r.Time("createdAt")),
        ("attempt", r => r.GetProperty("attempt").GetInt32().ToString(CultureInfo.InvariantCulture)),
        ("progress", Progress),
        ("reason…", ReasonOf)));

    private static string ReasonOf(JsonElement run) =>
        run.GetProperty("history").EnumerateArray().Select(h => h.Text("reason")).FirstOrDefault(t => t.Length > 0) ?? "";

    private static JsonElement? Last(JsonElement job) =>
        job.TryGetProperty("lastRun", out var run) && run.ValueKind == JsonValueKind.Object ? run : null;
}

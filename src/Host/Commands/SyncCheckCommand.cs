using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Checks a link's mapping on the live records of both sides.</summary>
internal static class SyncCheckCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var link = new Argument<string>("link") { Description = "The link, such as customers." };
        var last = new Option<bool>("--last") { Description = "Show what the last check has found, and begin none." };
        var reason = new Option<string?>("--reason") { Description = "Why; kept in the audit log.", HelpName = "TEXT" };
        var command = new Command(
            "check",
            "Checks a link's mapping on every record of both sides, and writes nothing (exit code 1 where a record has a fault).")
        {
            link, last, reason, data, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(last) && result.GetValue(reason) is not null)
                result.AddError("--reason is for a check that begins: leave it out, or --last.");
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var path = $"hub/api/sync/links/{Uri.EscapeDataString(parsed.GetValue(link)!)}/check";
            if (parsed.GetValue(last))
                return await ShowAsync(hub, path, parsed.GetValue(json));
            var started = await hub.PostAsync(path, new { reason = parsed.GetValue(reason) });
            return await new FollowedBatch(hub, parsed.GetValue(json)).FollowAsync(
                started.Text("job"), started.Text("run"), async (run, state) =>
                {
                    FollowedBatch.TellFailure(run, state);
                    return state == "succeeded" ? await ShowAsync(hub, path, parsed.GetValue(json)) : CommandLine.Failed;
                });
        });
        return command;
    }

    private static async Task<int> ShowAsync(HubClient hub, string path, bool json)
    {
        var report = await hub.GetAsync(path);
        if (json)
            Listing.PrintJson(report);
        else
            Tell(report);
        return IsSound(report) ? CommandLine.Done : CommandLine.Failed;
    }

    private static bool IsSound(JsonElement report) =>
        report.GetProperty("findings").GetArrayLength() == 0
        && report.GetProperty("directions").EnumerateArray().All(d => d.Text("notChecked").Length == 0);

    private static void Tell(JsonElement report)
    {
        foreach (var direction in report.GetProperty("directions").EnumerateArray())
            Terminal.Out.WriteLine(
                $"{direction.Text("from")} to {direction.Text("to")}: {direction.Text("records")} checked, "
                + $"{direction.Text("faulty")} with a fault"
                + (direction.Text("notChecked") is { Length: > 0 } why ? $"; not all were checked: {why}" : ""));
        var findings = report.GetProperty("findings").EnumerateArray().ToList();
        if (findings.Count == 0)
            return;
        Terminal.Out.WriteLine("");
        ListingTable.Of(
            findings,
            "",
            ("from", f => f.Text("from")),
            ("field", f => f.Text("field") is { Length: > 0 } field ? field : "–"),
            ("records", f => f.Text("records")),
            ("such as…", f => string.Join(", ", f.GetProperty("examples").EnumerateArray().Select(e => e.GetString()))),
            ("what is wrong…", f => f.Text("reason"))).Print();
    }
}

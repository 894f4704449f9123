using System.CommandLine;
using Hub.Host.Shell;
using Hub.Sync;
using Hub.Sync.Checking;

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
            var answer = await hub.PostAsync(path, new { reason = parsed.GetValue(reason) });
            var started = answer.Read<CheckEndpoints.StartedCheck>();
            return await new FollowedBatch(hub, parsed.GetValue(json)).FollowAsync(
                started.Job, started.Run, async run => FollowedBatch.TellFailure(run)
                    ? await ShowAsync(hub, path, parsed.GetValue(json)) : CommandLine.Failed);
        });
        return command;
    }

    private static async Task<int> ShowAsync(HubClient hub, string path, bool json)
    {
        var answer = await hub.GetAsync(path);
        var report = answer.Read<CheckReport>();
        if (json)
            Listing.PrintJson(answer);
        else
            Tell(report);
        return IsSound(report) ? CommandLine.Done : CommandLine.Failed;
    }

    private static bool IsSound(CheckReport report) =>
        report.Findings.IsEmpty && report.Directions.All(d => d.NotChecked is null);

    private static void Tell(CheckReport report)
    {
        foreach (var direction in report.Directions)
            Terminal.Out.WriteLine(
                $"{direction.From} to {direction.To}: {direction.Records} checked, {direction.Faulty} with a fault"
                + (direction.NotChecked is { } why ? $"; not all were checked: {ApiRecords.Line(why)}" : ""));
        if (report.Findings.IsEmpty)
            return;
        Terminal.Out.WriteLine("");
        ListingTable.Of(
            report.Findings,
            "",
            ("from", f => f.From),
            ("field", f => f.Field is { Length: > 0 } field ? field : "–"),
            ("records", f => $"{f.Records}"),
            ("such as…", f => string.Join(", ", f.Examples)),
            ("what is wrong…", f => f.Reason)).Print();
    }
}

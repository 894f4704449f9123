using System.CommandLine;
using System.Text.Json;

namespace Hub.Host.Commands;

internal static class ShiftCommand
{
    public static Command Create()
    {
        var (route, reason, data, json) = (HubOptions.Route(), HubOptions.Reason(), HubOptions.Data(), HubOptions.Json());
        var to = new Option<string>("--to") { Description = "The stage: legacy, canary or new.", HelpName = "STAGE", Required = true };
        to.AcceptOnlyFromAmong("legacy", "shadow", "canary", "new", "retired");
        var percent = new Option<double?>("--percent") { Description = "With canary: share of the cohorts on the new side, 0 to 100.", HelpName = "N" };
        var expected = new Option<long?>("--expected-revision") { Description = "Shift only if this revision is served.", HelpName = "N" };
        var command = new Command("shift", "Moves a route to a stage, at once.") { route, to, percent, reason, expected, data, json };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var done = await hub.PostAsync($"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}/shift", new
            {
                stage = parsed.GetValue(to),
                percent = parsed.GetValue(percent),
                reason = parsed.GetValue(reason),
                expectedRevision = parsed.GetValue(expected),
            });
            Print(done, parsed.GetValue(json));
            return CommandLine.Done;
        });
        return command;
    }

    public static void Print(JsonElement done, bool json)
    {
        var (from, to) = (done.GetProperty("from").State(), done.GetProperty("to").State());
        if (json)
            Listing.PrintJson(done);
        else if (from == to)
            Terminal.Out.WriteLine($"{done.Text("route")} stands at {to} already (revision {done.Text("revision")}).");
        else
            Terminal.Out.WriteLine($"{done.Text("route")}: {from} → {to}, served as revision {done.Text("revision")}.");
    }
}

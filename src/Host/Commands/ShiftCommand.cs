using System.CommandLine;

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
        var noWait = RolloutWatch.NoWait();
        var command = new Command("shift", "Moves a route to a stage, at once; in zone inside forward only once a second person approves.") { route, to, percent, reason, expected, noWait, data, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var done = await hub.PostAsync($"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}/shift", new
            {
                stage = parsed.GetValue(to),
                percent = parsed.GetValue(percent),
                reason = parsed.GetValue(reason),
                expectedRevision = parsed.GetValue(expected),
            });
            return await new RolloutWatch(hub).TellAsync(done, parsed.GetValue(json), wait: !parsed.GetValue(noWait), cancellation);
        });
        return command;
    }
}

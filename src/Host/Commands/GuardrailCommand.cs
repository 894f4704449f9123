using System.CommandLine;
using Hub.Facade.Admin;
using Hub.Facade.Guarding;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Shows what the guardrail has seen of each route, and lets a route go that stepped back.</summary>
internal static class GuardrailCommand
{
    public static Command Create()
    {
        var listing = new ListingCommand();
        var command = new Command("guardrail", "Shows what each route's guardrail has seen, and which routes stepped back.")
        {
            Release(),
        };
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) => listing.RunAsync<List<GuardrailView>>(parsed, "hub/api/guardrails", Tell));
        return command;
    }

    private static Command Release()
    {
        var (route, reason, data, json) = (HubOptions.Route(), HubOptions.Reason(), HubOptions.Data(), HubOptions.Json());
        var command = new Command(
            "release", "Lets a route that stepped back be shifted forward again, with all that write the same linked records.")
        {
            route, reason, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var done = await hub.PostAsync(
                $"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}/guardrail/release",
                new { reason = parsed.GetValue(reason) });
            if (parsed.GetValue(json))
                Listing.PrintJson(done);
            else
                Terminal.Out.WriteLine(
                    $"{ApiRecords.Names(done.Read<GuardrailReleased>().Routes)}: may be shifted forward again");
            return CommandLine.Done;
        });
        return command;
    }

    private static Listed Tell(List<GuardrailView> guardrails) => new(
        ListingTable.Of(
            guardrails, "The plan served has no route.",
            ("route", r => r.Route),
            ("guardrail", r => r.State),
            ("since", r => r.Since is { } since ? ApiRecords.Time(since) : "-"),
            ("seen…", r => r.Text)),
        []);
}

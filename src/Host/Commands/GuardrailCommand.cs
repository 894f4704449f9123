using System.CommandLine;
using System.Text.Json;
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
        command.SetAction((parsed, _) => listing.RunAsync(parsed, "hub/api/guardrails", Tell));
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
                Terminal.Out.WriteLine($"{done.Names("routes")}: may be shifted forward again");
            return CommandLine.Done;
        });
        return command;
    }

    private static Listed Tell(JsonElement guardrails) => new(
        ListingTable.Of(
            guardrails.EnumerateArray(), "The plan served has no route.",
            ("route", r => r.Text("route")),
            ("guardrail", r => r.Text("state")),
            ("since", r => r.Text("since").Length > 0 ? r.Time("since") : "-"),
            ("seen…", r => r.Text("text"))),
        []);
}

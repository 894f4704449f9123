using System.CommandLine;
using System.Text.Json;

namespace Hub.Host.Commands;

internal static class RoutesCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command("routes", "Shows each route: where it stands, who answers, how often.")
        {
            data, json, HubOptions.Wide,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var views = await hub.GetAsync("hub/api/routes");
            if (parsed.GetValue(json))
                Listing.PrintJson(views);
            else
                Print(views);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(JsonElement views)
    {
        Listing.Print(
            views.GetProperty("routes").EnumerateArray(),
            "The plan served has no route.",
            ("route", r => r.Text("id")),
            ("stage", r => r.State()),
            ("request", r => r.Text("match")),
            ("legacy side", r => r.Text("legacy")),
            ("new side", r => r.Text("new") is { Length: > 0 } side ? side : "-"),
            ("by legacy", r => r.GetProperty("traffic").Text("legacy")),
            ("by new", r => r.GetProperty("traffic").Text("new")),
            ("failed", r => r.GetProperty("traffic").Text("failed")),
            ("zone", r => r.Text("zone")));
        Terminal.Out.WriteLine($"revision {views.Text("revision")}, counted since this node started");
        if (views.Text("problem") is { Length: > 0 } problem)
            Terminal.Out.WriteLine($"note: this node is not ready: {problem}");
    }
}

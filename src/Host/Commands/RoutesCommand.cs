using System.CommandLine;
using System.Text.Json;

namespace Hub.Host.Commands;

internal static class RoutesCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command("routes", "Shows each route: where it stands, who answers, how often.") { data, json };
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
            ("route", r => r.Text("id")),
            ("request", r => r.Text("match")),
            ("stage", r => r.State()),
            ("zone", r => r.Text("zone")),
            ("legacy side", r => r.Text("legacy")),
            ("answered", r => r.GetProperty("traffic").Text("legacy")),
            ("new side", r => r.Text("new") is { Length: > 0 } side ? side : "-"),
            ("answered", r => r.GetProperty("traffic").Text("new")),
            ("failed", r => r.GetProperty("traffic").Text("failed")));
        Terminal.Out.WriteLine($"revision {views.Text("revision")}, counted since this node started");
    }
}

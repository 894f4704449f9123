using System.CommandLine;
using System.Text.Json;

namespace Hub.Host.Commands;

internal static class SyncCommand
{
    public static Command Create() => new("sync", "Shows how both sides are kept in step.")
    {
        CreateStatus(), CreateWaiting(), CreateParked(), CreateReplay(),
    };

    private static Command CreateStatus()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command("status", "Shows each direction of each link.") { data, json, HubOptions.Wide };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var links = await hub.GetAsync("hub/api/sync/links");
            if (parsed.GetValue(json))
                Listing.PrintJson(links);
            else
                Listing.Print(
                    links.EnumerateArray(),
                    "The plan served has no link.",
                    ("entity", l => l.Text("entity")),
                    ("from", l => l.Text("from")),
                    ("to", l => l.Text("to")),
                    ("position", l => l.Text("position")),
                    ("applied", l => l.Text("applied")),
                    ("waiting", l => l.Text("waiting")),
                    ("parked", l => l.Text("parked")),
                    ("state", State));
            return CommandLine.Done;
        });
        return command;
    }

    private static string State(JsonElement link) =>
        link.Text("error") is { Length: > 0 } error ? error
        : link.Text("warning") is { Length: > 0 } warning ? warning
        : link.GetProperty("caughtUp").GetBoolean() ? "caught up" : "working";

    private static Command CreateWaiting()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command("waiting", "Shows changes that wait until a record they name is on the other side.")
        {
            data, json, HubOptions.Wide,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var waiting = await hub.GetAsync("hub/api/sync/waiting");
            if (parsed.GetValue(json))
                Listing.PrintJson(waiting);
            else
                Listing.Print(
                    waiting.EnumerateArray(),
                    "No change waits for another record.",
                    ("stream", w => w.Text("stream")),
                    ("key", w => w.Text("key")),
                    ("for", w => $"{w.Text("parent")} {w.Text("parentKey")}"),
                    ("since", w => w.Time("since")));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command CreateParked()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command("parked", "Shows changes that a person must look at.") { data, json, HubOptions.Wide };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var parked = await hub.GetAsync("hub/api/sync/parked");
            if (parsed.GetValue(json))
                Listing.PrintJson(parked);
            else
                Listing.Print(
                    parked.EnumerateArray(),
                    "No change is parked.",
                    ("id", p => p.Text("id")),
                    ("stream", p => p.Text("stream")),
                    ("key", p => p.Text("key")),
                    ("since", p => p.Time("parkedAt")),
                    ("reason…", p => p.Text("reason")));
            return CommandLine.Done;
        });
        return command;
    }

    private static Command CreateReplay()
    {
        var data = HubOptions.Data();
        var id = new Argument<string>("id") { Description = "The parked change, as ./hub sync parked lists it." };
        var command = new Command("replay", "Applies a parked change again.") { id, data };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var replayed = await hub.PostAsync(
                $"hub/api/sync/parked/{Uri.EscapeDataString(parsed.GetValue(id)!)}/replay", new { });
            Terminal.Out.WriteLine($"Change {parsed.GetValue(id)} is {replayed.Text("outcome")}.");
            return CommandLine.Done;
        });
        return command;
    }
}

using System.CommandLine;

namespace Hub.Host.Commands;

internal static class NodesCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = new Command("nodes", "Shows the hub's processes and the revision that each of them serves.")
        {
            data, json, HubOptions.Wide,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var nodes = await hub.GetAsync("hub/api/nodes");
            if (parsed.GetValue(json))
                Listing.PrintJson(nodes);
            else
                Listing.Print(
                    nodes.EnumerateArray(),
                    "No node has reported yet.",
                    ("node", n => n.Text("name")),
                    ("at", n => n.Text("address")),
                    ("roles", n => n.Text("roles")),
                    ("since", n => n.Time("startedAt")),
                    ("revision", n => n.Text("revision")),
                    ("draining", n => $"{n.GetProperty("draining").EnumerateObject().Sum(d => d.Value.GetInt32())}"),
                    ("state", n => n.GetProperty("live").GetBoolean() ? "live" : "gone, or cut off"));
            return CommandLine.Done;
        });
        return command;
    }
}

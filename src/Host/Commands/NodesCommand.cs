using System.CommandLine;
using System.Text.Json;

namespace Hub.Host.Commands;

internal static class NodesCommand
{
    private const string NotReady = "not ready";

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
                Print(nodes);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(JsonElement nodes)
    {
        Listing.Print(
            nodes.EnumerateArray(),
            "No node has reported yet.",
            ("node", n => n.Text("name")),
            ("at", n => n.Text("address")),
            ("roles", n => n.Text("roles")),
            ("since", n => n.Time("startedAt")),
            ("revision", n => n.Text("revision")),
            ("draining", n => $"{n.GetProperty("draining").EnumerateObject().Sum(d => d.Value.GetInt32())}"),
            ("state", State));
        foreach (var node in nodes.EnumerateArray().Where(n => State(n) == NotReady))
            Terminal.Out.WriteLine($"note: {node.Text("name")} is not ready: {node.Text("problem")}");
    }

    private static string State(JsonElement node) =>
        !node.GetProperty("live").GetBoolean() ? "gone, or cut off"
        : node.Text("problem").Length > 0 ? NotReady
        : "live";
}

using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class NodesCommand
{
    private const string NotReady = "not ready";

    public static Command Create() => ListingCommand.Create(
        "nodes", "Shows the hub's processes and the revision that each of them serves.", "hub/api/nodes", Tell, watched: true);

    private static Listed Tell(JsonElement nodes) => new(
        ListingTable.Of(
            nodes.EnumerateArray(),
            "No node has reported yet.",
            ("node", n => n.Text("name")),
            ("state", State),
            ("revision", n => n.Text("revision")),
            ("roles", n => n.Names("roles")),
            ("draining", n => $"{n.GetProperty("draining").EnumerateObject().Sum(d => d.Value.GetInt32())}"),
            ("at", n => n.Text("address")),
            ("since", n => n.Time("startedAt"))),
        [.. nodes.EnumerateArray().Where(n => State(n) == NotReady)
            .Select(n => $"note: {n.Text("name")} is not ready: {n.Text("problem")}")]);

    private static string State(JsonElement node) =>
        !node.GetProperty("live").GetBoolean() ? "gone, or cut off"
        : node.Text("problem").Length > 0 ? NotReady
        : "live";
}

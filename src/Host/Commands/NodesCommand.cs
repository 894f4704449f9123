using System.CommandLine;
using Hub.Facade.Admin;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class NodesCommand
{
    private const string NotReady = "not ready";

    public static Command Create() => ListingCommand.Create<List<NodeView>>(
        "nodes", "Shows the hub's processes and the revision that each of them serves.", "hub/api/nodes",
        Tell, watched: true);

    private static Listed Tell(List<NodeView> nodes) => new(
        ListingTable.Of(
            nodes,
            "No node has reported yet.",
            ("node", n => n.Name),
            ("state", State),
            ("revision", n => $"{n.Revision}"),
            ("roles", n => ApiRecords.Names(n.Roles)),
            ("draining", n => $"{n.Draining.Values.Sum()}"),
            ("at", n => n.Address),
            ("since", n => ApiRecords.Time(n.StartedAt))),
        [
            .. nodes.Where(n => State(n) == NotReady)
                .Select(n => $"note: {ApiRecords.Line(n.Name)} is not ready: {ApiRecords.Line(n.Problem)}"),
        ]);

    private static string State(NodeView node) =>
        !node.Live ? "gone, or cut off" : node.Problem is { Length: > 0 } ? NotReady : "live";
}

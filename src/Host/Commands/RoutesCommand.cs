using System.CommandLine;
using System.Text.Json;

namespace Hub.Host.Commands;

internal static class RoutesCommand
{
    public static Command Create() => ListingCommand.Create(
        "routes", "Shows each route: where it stands, who answers, how often.", "hub/api/routes", Tell, watched: true);

    private static Listed Tell(JsonElement views)
    {
        List<string> notes = [$"revision {views.Text("revision")}, counted since this node started"];
        if (views.Text("problem") is { Length: > 0 } problem)
            notes.Add($"note: this node is not ready: {problem}");
        var table = ListingTable.Of(
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
        return new Listed(table, notes);
    }
}

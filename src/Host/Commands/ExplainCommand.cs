using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class ExplainCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var id = new Argument<string>("request-id") { Description = "The request, as its answer's X-Hub-Request-Id names it." };
        var command = new Command("explain", "Says why a request was answered by the side it was answered by.")
        {
            id, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var explanation = await hub.GetAsync($"hub/api/requests/{Uri.EscapeDataString(parsed.GetValue(id)!)}");
            if (parsed.GetValue(json))
                Listing.PrintJson(explanation);
            else
                Print(explanation);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(JsonElement e)
    {
        Terminal.Out.WriteLine($"{e.Text("route")}, {e.Time("at")}, on {e.Text("node")}");
        Terminal.Out.WriteLine($"  revision    {e.Text("revision")}, the route at {e.Text("stage")}");
        if (e.Text("side") is { Length: > 0 } side)
        {
            var bucket = e.Text("bucket") is { Length: > 0 } number ? $", {number}" : "";
            Terminal.Out.WriteLine($"  side        {side}: {e.Text("rule")}{bucket}");
        }

        Terminal.Out.WriteLine($"  answered by {Answerer(e)}");
        Terminal.Out.WriteLine($"  outcome     {e.Text("status")}, {e.Text("outcome")}");
        Terminal.Out.WriteLine(
            $"  took        {e.Text("tookMilliseconds")} ms, decided after {e.Text("decidedAfterMilliseconds")} ms");
    }

    /// <summary>Returns who really answered: the side by its name in the plan and where it runs, or the hub and why.</summary>
    private static string Answerer(JsonElement e)
    {
        var side = e.Text("destination");
        var where = e.Text("place") switch
        {
            "" => "",
            "this process" => " on the node itself",
            "nowhere" => ", which no process runs",
            var peer => $" at {peer}",
        };
        return e.Text("answeredBy") switch
        {
            "hub" when side.Length == 0 => "the hub; no side was asked",
            "hub" => $"the hub, for {side}{where}",
            "hub, again" => "the hub, with the answer that it kept for the Idempotency-Key",
            var answered when answered != e.Text("side") => $"{side}{where}: {answered}, as the side that was decided could not",
            _ => side + where,
        };
    }
}

using System.CommandLine;
using System.Globalization;
using Hub.Facade.Explaining;
using Hub.Host.Shell;
using Hub.Platform.Problems;

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
                Print(explanation.Read<Explanation>());
            return CommandLine.Done;
        });
        return command;
    }

    private static void Print(Explanation e)
    {
        Terminal.Out.WriteLine($"{ApiRecords.Line(e.Route)}, {ApiRecords.Time(e.At)}, on {ApiRecords.Line(e.Node)}");
        Terminal.Out.WriteLine(e.Parts is null
            ? $"  revision    {e.Revision}, the route at {e.Stage}"
            : $"  revision    {e.Revision}, composed of {Counted.Of(e.Parts.Count, "request")}");
        if (e.Side is { } side)
        {
            var bucket = e.Bucket is { } number ? string.Create(CultureInfo.InvariantCulture, $", {number}") : "";
            Terminal.Out.WriteLine($"  side        {side}: {ApiRecords.Line(e.Rule)}{bucket}");
        }

        Terminal.Out.WriteLine($"  answered by {(e.Parts is null ? Answerer(e) : "the hub, from its parts")}");
        Terminal.Out.WriteLine($"  outcome     {e.Status}, {ApiRecords.Line(e.Outcome)}");
        Terminal.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  took        {e.TookMilliseconds} ms")
            + (e.Parts is null
                ? string.Create(CultureInfo.InvariantCulture, $", decided after {e.DecidedAfterMilliseconds} ms")
                : ""));
        if (e.Parts is not null)
            PrintParts(e.Parts);
    }

    private static void PrintParts(IReadOnlyList<ExplainedPart> parts)
    {
        Terminal.Out.WriteLine();
        ListingTable.Of(
            parts,
            "No part was asked.",
            ("part", p => p.Part),
            ("route", p => p.Route),
            ("side", p => p.Side ?? "–"),
            ("status", p => p.Status is { } status ? $"{status}" : "–"),
            ("ms", p => p.TookMilliseconds is { } took ? took.ToString("0.0", CultureInfo.InvariantCulture) : "–"),
            ("outcome", p => p.Outcome),
            ("request", p => p.RequestId)).Print();
    }

    /// <summary>Returns who really answered: the side by its name in the plan and where it runs, or the hub and why.</summary>
    private static string Answerer(Explanation e)
    {
        var side = ApiRecords.Line(e.Destination);
        var where = e.Place switch
        {
            null or "" => "",
            "this process" => " on the node itself",
            "nowhere" => ", which no process runs",
            var peer => $" at {ApiRecords.Line(peer)}",
        };
        return e.AnsweredBy switch
        {
            "hub" when side.Length == 0 => "the hub; no side was asked",
            "hub" => $"the hub, for {side}{where}",
            "hub, again" => "the hub, with the answer that it kept for the Idempotency-Key",
            var answered when answered != (e.Side ?? "") =>
                $"{side}{where}: {answered}, as the side that was decided could not",
            _ => side + where,
        };
    }
}

using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Shows what was measured by comparing a route's sides.</summary>
internal static class EvidenceCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var route = new Argument<string>("route") { Description = "The route, such as orders.get." };
        var since = AuditFilters.Time("--since", "What was measured from this time on, to five minutes");
        var path = new Option<string?>("--path")
        {
            Description = "Show masked examples of this path side by side, such as lines[].unitPrice.", HelpName = "PATH",
        };
        var command = new Command("evidence", "Shows what was measured by comparing a route's sides, while it stands at shadow.")
        {
            route, since, path, data, json, HubOptions.Wide,
        };
        var document = new EvidenceDocumentOptions();
        document.AddTo(command, since);
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            if (document.AreIn(parsed))
                return await document.WriteAsync(hub, parsed.GetValue(route)!, parsed);
            var address = $"hub/api/routes/{Uri.EscapeDataString(parsed.GetValue(route)!)}/evidence";
            if (parsed.GetValue(path) is { } shown)
            {
                var examples = await hub.GetAsync($"{address}/examples?path={Uri.EscapeDataString(shown)}");
                if (parsed.GetValue(json))
                    Listing.PrintJson(examples);
                else
                    PrintExamples(shown, examples);
                return CommandLine.Done;
            }

            var query = AuditFilters.Utc(parsed.GetValue(since)) is { } from ? $"?since={Uri.EscapeDataString(from)}" : "";
            var evidence = await hub.GetAsync($"{address}{query}");
            if (parsed.GetValue(json))
                Listing.PrintJson(evidence);
            else
                Print(evidence);
            return CommandLine.Done;
        });
        return command;
    }

    private static void PrintExamples(string path, JsonElement examples) => Listing.Print(
        examples.EnumerateArray(),
        $"There is no example of '{path}'; ./hub evidence ROUTE lists the paths that differ. Of a status, a header and a member "
        + "on one side only, that listing says all there is.",
        ("legacy", e => e.Text("legacy") is { Length: > 0 } value ? value : "-"),
        ("new", e => e.Text("new") is { Length: > 0 } value ? value : "-"),
        ("apart", e => e.Text("apart")),
        ("what", e => e.Text("what")),
        ("at", e => e.Time("at")));

    private static void Print(JsonElement e)
    {
        var compared = e.GetProperty("compared").GetInt64();
        Terminal.Out.WriteLine($"{e.Text("route")} at {e.Text("stage")}, plan {e.Text("plan")[..12]}");
        Terminal.Out.WriteLine(compared == 0
            ? "  compared   nothing yet"
                + (e.Text("stage") == "shadow" ? "" : $": ./hub shift {e.Text("route")} --to shadow begins it")
            : $"  compared   {Counted.Of(compared, "request")}, {e.Time("from")} to {e.Time("to")}");
        if (compared > 0)
        {
            Terminal.Out.WriteLine($"  same       {e.Text("equal")}");
            if (e.GetProperty("ignored").GetInt64() > 0)
                Terminal.Out.WriteLine(
                    $"  ignored    {e.Text("ignored")}, the same but for rules; "
                    + $"without them {Share(e, "atMostDifferentWithoutRules")} differ at most");
            Terminal.Out.WriteLine($"  different  {e.Text("different")}; {Share(e, "atMostDifferent")} of all requests at most "
                + $"({Share(e, "confidence")} sure, however often you look)");
            if (e.GetProperty("proposed").GetInt64() is > 0 and var proposed)
                Terminal.Out.WriteLine(
                    $"  noise      {Counted.Of(proposed, "rule")} proposed: ./hub rules propose {e.Text("route")}");
            foreach (var missing in e.GetProperty("missing").EnumerateArray())
                if (missing.GetProperty("equalAnswers").GetInt64() is > 0 and var more)
                    Terminal.Out.WriteLine(
                        $"  missing    {Counted.Of(more, "more equal answer")} until it is {Share(missing, "share")} at most");
            Terminal.Out.WriteLine($"  took       {Took(e, "legacy")}, {Took(e, "new")}");
        }

        if (e.Text("guardrail") is { Length: > 0 } guardrail)
            Terminal.Out.WriteLine($"  guardrail  {guardrail}");
        foreach (var finding in e.GetProperty("contractDrift").EnumerateArray())
            Terminal.Out.WriteLine($"  contract   {ContractDriftTelling.Line(finding)}");
        foreach (var line in GateTelling.Lines("  gate       ", e))
            Terminal.Out.WriteLine(line);
        Print(e.GetProperty("differences").EnumerateArray(), ("different", r => r.Text("count")), ("path", r => r.Text("path")),
            ("what…", r => r.Text("what")));
        Print(e.GetProperty("rules").EnumerateArray(), ("ignored", r => r.Text("requests")), ("rule", r => r.Text("name")),
            ("kind", r => r.Text("kind")), ("path", r => r.Text("path")), ("by", r => r.Text("by")),
            ("owner", r => r.Text("owner")),
            ("until…", r => r.Text("until") + (r.GetProperty("expired").GetBoolean() ? ", expired: it applies no more" : "")));
        Print(
            e.GetProperty("notCompared").EnumerateObject().Select(r => JsonSerializer.SerializeToElement(
                new { reason = r.Name, count = r.Value.GetInt64() })),
            ("not compared", r => r.Text("count")), ("because…", r => r.Text("reason")));
    }

    private static void Print(
        IEnumerable<JsonElement> rows, params ReadOnlySpan<(string Title, Func<JsonElement, string> Cell)> columns)
    {
        var listed = rows.ToList();
        if (listed.Count == 0)
            return;
        Terminal.Out.WriteLine("");
        Listing.Print(listed, "", columns);
    }

    private static string Took(JsonElement e, string side) =>
        $"{side} {e.GetProperty(side).Text("p50")} ms (p50), {e.GetProperty(side).Text("p99")} ms (p99)";

    private static string Share(JsonElement e, string member) =>
        (e.GetProperty(member).GetDouble() * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}

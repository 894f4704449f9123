using System.CommandLine;
using System.Globalization;
using Hub.Facade.Evidence;
using Hub.Host.Shell;
using Hub.Platform.Problems;
using Hub.Platform.Routing;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Commands;

/// <summary>Shows what was measured by comparing a route's sides.</summary>
internal static class EvidenceCommand
{
    public static Command Create()
    {
        var (data, json, watch) = (HubOptions.Data(), HubOptions.Json(), HubOptions.Watch());
        var route = new Argument<string>("route") { Description = "The route, such as orders.get." };
        var since = AuditFilters.Time("--since", "What was measured from this time on, to five minutes");
        var path = new Option<string?>("--path")
        {
            Description = "Show masked examples of this path side by side, such as lines[].unitPrice.", HelpName = "PATH",
        };
        var command = new Command("evidence", "Shows what was measured by comparing a route's sides, while it stands at shadow.")
        {
            route, since, path, data, json, HubOptions.Wide, watch,
        };
        command.Validators.Add(given =>
        {
            if (given.GetValue(watch) && given.GetResult(path) is not null)
                given.AddError("--watch shows the gates' conditions: leave it out, or leave out --path.");
        });
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
                if (examples.GetArrayLength() == 0)
                    CheckPath(
                        parsed.GetValue(route)!, shown,
                        [.. (await hub.GetAsync(address)).Read<EvidenceView>().AllDifferences.Select(d => d.Path).Distinct()]);
                if (parsed.GetValue(json))
                    Listing.PrintJson(examples);
                else
                    PrintExamples(shown, examples.Read<List<KeptExample>>());
                return CommandLine.Done;
            }

            var query = AuditFilters.Utc(parsed.GetValue(since)) is { } from ? $"?since={Uri.EscapeDataString(from)}" : "";
            if (parsed.GetValue(watch))
                return await new WatchedListing(
                    () => hub.GetAsync($"{address}{query}"),
                    answer => EvidenceWatched.Tell(answer.Read<EvidenceView>()),
                    parsed.GetValue(json)).RunAsync();
            var evidence = await hub.GetAsync($"{address}{query}");
            if (parsed.GetValue(json))
                Listing.PrintJson(evidence);
            else
                Print(evidence.Read<EvidenceView>());
            return CommandLine.Done;
        });
        return command;
    }

    /// <summary>Refuses a path that is none of those that differ, where any does.</summary>
    /// <exception cref="CommandFailedException">Nothing differs there; the message names the nearest path that does.</exception>
    internal static void CheckPath(string route, string path, IReadOnlyCollection<string> paths)
    {
        if (paths.Count > 0 && !paths.Contains(path, StringComparer.Ordinal))
            throw new CommandFailedException(
                $"--path: nothing was found to differ at '{path}'{Spelling.EndSentence(Spelling.DidYouMean(path, paths))} "
                + $"./hub evidence {route} lists the paths that differ.",
                CommandLine.WrongUsage);
    }

    private static void PrintExamples(string path, List<KeptExample> examples) => ListingTable.Of(
        examples,
        $"There is no example of '{path}'; ./hub evidence ROUTE lists the paths that differ. Of a status, a header and a member "
        + "on one side only, that listing says all there is.",
        ("legacy", e => e.Legacy is { Length: > 0 } value ? value : "-"),
        ("new", e => e.New is { Length: > 0 } value ? value : "-"),
        ("apart", e => e.Apart ?? ""),
        ("what", e => e.What),
        ("at", e => ApiRecords.Time(e.At))).Print();

    private static void Print(EvidenceView e)
    {
        var route = ApiRecords.Line(e.Route);
        Terminal.Out.WriteLine($"{route} at {ApiRecords.Word(e.Stage)}, plan {e.Plan[..12]}");
        Terminal.Out.WriteLine(e.Compared == 0
            ? $"  compared   {(e.LeftBehind is null ? "nothing" : "no answers")} yet"
                + (e.Stage == Stage.Shadow || e.LeftBehind is not null ? "" : $": ./hub shift {route} --to shadow begins it")
            : $"  compared   {Counted.Of(e.Compared, "request")}, {TimeOf(e.From)} to {TimeOf(e.To)}");
        if (e is { Compared: > 0, Since: null })
            Terminal.Out.WriteLine(
                "             in the last 30 days; it counts for no gate, as the route stands at legacy");
        if (e.Compared > 0)
            PrintCompared(e, route);
        if (e.LeftBehind is { } left)
            PrintLeftBehind(left, e.Confidence);
        if (e.Canary is { } canary)
            Terminal.Out.WriteLine($"  canary     {canary.Text}{(canary.IsContradicted ? ": not as it was set" : "")}");
        if (e.Guardrail is { Length: > 0 } guardrail)
            Terminal.Out.WriteLine($"  guardrail  {ApiRecords.Line(guardrail)}");
        foreach (var finding in e.ContractDrift)
            Terminal.Out.WriteLine($"  contract   {ContractDriftTelling.Line(finding)}");
        foreach (var line in GateTelling.Lines("  gate       ", e.Gates))
            Terminal.Out.WriteLine(line);
        Print([.. e.AllDifferences], ("different", r => $"{r.Count}"), ("path", r => r.Path), ("what…", r => r.What));
        Print(
            e.Rules, ("ignored", r => $"{r.Requests}"), ("rule", r => r.Name), ("kind", r => ApiRecords.Word(r.Kind)),
            ("path", r => r.Path), ("by", r => r.By ?? ""), ("owner", r => r.Owner),
            ("until…", r => r.Until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                + (r.Expired ? ", expired: it applies no more" : "")));
        if (e.Shapes.Count > 1)
            Print(
                e.Shapes, ("compared", r => $"{r.Compared}"), ("of", r => $"{r.Seen}"),
                ("requests of the shape…", r => r.Shape.Length == 0 ? "without parameters" : r.Shape));
        Print([.. e.NotCompared], ("not compared", r => $"{r.Value}"), ("because…", r => r.Key));
        Print(
            [.. e.LeftBehind?.NotCompared ?? new Dictionary<string, long>()],
            ("left behind, not compared", r => $"{r.Value}"), ("because…", r => r.Key));
        Print(
            [.. e.LeftBehind?.EventsNotCompared ?? new Dictionary<string, long>()],
            ("events not compared", r => $"{r.Value}"), ("because…", r => r.Key));
    }

    private static void PrintLeftBehind(LeftBehindView left, double confidence)
    {
        Terminal.Out.WriteLine(left.Compared == 0
            ? "  left       nothing compared yet of what writes left behind"
            : $"  left       {Counted.Of(left.Compared, "record")} that writes left behind, {left.ByNew} of the new side's: "
                + $"{left.Equal} the same{(left.Ignored > 0 ? $", {left.Ignored} ignored" : "")}, {left.Different} different");
        if (left.EventsCompared > 0)
            Terminal.Out.WriteLine($"             and the events that both sides published of {left.EventsCompared} of them");
        if (left.Compared > 0)
            Terminal.Out.WriteLine(
                $"             {Share(left.AtMostDifferent)} of all records at most ({Share(confidence)} sure)");
    }

    private static void PrintCompared(EvidenceView e, string route)
    {
        Terminal.Out.WriteLine($"  same       {e.Equal}");
        if (e.Ignored > 0)
            Terminal.Out.WriteLine(
                $"  ignored    {e.Ignored}, the same but for rules; "
                + $"without them {Share(e.AtMostDifferentWithoutRules)} differ at most");
        Terminal.Out.WriteLine($"  different  {e.Different}; {Share(e.AtMostDifferent)} of all requests at most "
            + $"({Share(e.Confidence)} sure, however often you look)");
        if (e.Proposed > 0)
            Terminal.Out.WriteLine($"  noise      {Counted.Of(e.Proposed, "rule")} proposed: ./hub rules propose {route}");
        foreach (var missing in e.Missing.Where(m => m.EqualAnswers > 0))
            Terminal.Out.WriteLine(
                $"  missing    {Counted.Of(missing.EqualAnswers, "more equal answer")} "
                + $"until it is {Share(missing.Share)} at most");
        Terminal.Out.WriteLine($"  took       {Took("legacy", e.Legacy)}, {Took("new", e.New)}");
    }

    private static void Print<T>(
        IReadOnlyList<T> rows, params ReadOnlySpan<(string Title, Func<T, string> Cell)> columns)
    {
        if (rows.Count == 0)
            return;
        Terminal.Out.WriteLine("");
        ListingTable.Of(rows, "", columns).Print();
    }

    private static string TimeOf(DateTimeOffset? time) => time is { } known ? ApiRecords.Time(known) : "";

    private static string Took(string side, SideTook took) => string.Create(
        CultureInfo.InvariantCulture, $"{side} {took.P50} ms (p50), {took.P99} ms (p99)");

    private static string Share(double share) => (share * 100).ToString("0.###", CultureInfo.InvariantCulture) + " %";
}

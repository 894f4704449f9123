using System.CommandLine;
using System.Text;
using System.Text.Json;
using Hub.Platform.Plan;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Commands;

/// <summary>Shows what would change if a plan were applied: the public routes, and the lines of its files.</summary>
internal static class PlanDiffCommand
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Command Create()
    {
        var source = new PlanSource("Compare this revision's plan instead of a folder's files.");
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var command = source.AddTo(new Command(
            "diff", "Shows how the plan's files differ from the plan that is served: routes that come, go or change, and lines.")
        {
            data, json,
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var (served, revision) = await PlanSource.AskAsync(hub);
            var (offered, name) = source.Revision(parsed) is { } earlier
                ? ((await PlanSource.AskAsync(hub, earlier)).Files, $"revision-{earlier}")
                : (source.ReadFolder(parsed), source.Folder(parsed)!.TrimEnd('/', '\\'));
            var scope = Scope(served, offered, source.Capability(parsed));
            var diff = new Differences(
                revision, name, RouteDifference.Between(served, scope.Merged),
                [.. PlanBundle.Compare(served, scope.Merged).Select(f => (f, Lines(served, scope.Merged, f.Path)))],
                scope.Left);
            if (parsed.GetValue(json))
                Listing.PrintJson(JsonSerializer.SerializeToElement(diff.ToJson(served.Hash, scope.Merged.Hash)));
            else
                Print(diff);
            return CommandLine.Done;
        });
        return command;
    }

    private static PlanScope Scope(PlanBundle served, PlanBundle offered, string? capability) =>
        capability is null ? new PlanScope(offered, [])
        : PlanScope.Merge(served, offered, capability)
            ?? throw new CommandFailedException($"None of the files in capabilities/ declares 'capability: {capability}'.");

    private static IReadOnlyList<string> Lines(PlanBundle from, PlanBundle to, string path)
    {
        try
        {
            IReadOnlyList<string> lines = [.. LineDiff.Of(Text(from), Text(to))];
            return lines.Count > 0 ? lines : ["only the ends of lines differ"];
        }
        catch (DecoderFallbackException)
        {
            return ["not text"];
        }

        string Text(PlanBundle plan) => plan.Files.TryGetValue(path, out var content) ? Strict.GetString(content) : "";
    }

    private static void Print(Differences diff)
    {
        foreach (var route in diff.Routes)
            PrintRoute(route);
        foreach (var ((path, change), lines) in diff.Files)
        {
            Raw($"{change,-7} {path}");
            Raw(change == "added" ? "--- /dev/null" : $"--- revision-{diff.Revision}/{path}");
            Raw(change == "removed" ? "+++ /dev/null" : $"+++ {diff.Name}/{path}");
            foreach (var line in lines)
                Raw(line);
        }

        PlanApplyCommand.TellLeft(diff.Left);
        if (diff.Files.Count == 0)
        {
            Terminal.Out.WriteLine("Nothing differs.");
            return;
        }

        Terminal.Out.WriteLine(
            $"{(diff.Files.Count == 1 ? "1 file differs" : $"{diff.Files.Count} files differ")} from revision {diff.Revision}; "
            + $"./hub plan apply puts {(diff.Files.Count == 1 ? "it" : "them")} in place.");
        if (diff.Removes.Count > 0)
            Terminal.Out.WriteLine(
                $"note: public routes may vanish, and then apply wants --removes: {string.Join(", ", diff.Removes)}");
    }

    private static void PrintRoute(RouteDifference route)
    {
        var sign = route.Change switch { "added" => '+', "removed" => '-', _ => '~' };
        var written = (route.After ?? route.Before)!;
        var match = written["match"] is { Length: > 0 } claimed ? claimed : written["to"];
        Raw($"{sign} {route.Route}  {match}");
        foreach (var field in route.Fields.Where(f => route.Change == "changed" || f is not ("match" or "to")))
            Raw(route.Change == "changed"
                ? $"    {field}: {Shown(route.Before![field])} → {Shown(route.After![field])}"
                : $"    {field}: {written[field]}");

        static string Shown(string text) => text.Length == 0 ? "none" : text;
    }

    // As it is, to be read by patch as well; but nothing in it moves a cursor.
    private static void Raw(string line) => Terminal.Raw.WriteLine(VisibleText.Of(line, lines: true));

    private sealed record Differences(
        long Revision, string Name, IReadOnlyList<RouteDifference> Routes,
        IReadOnlyList<(FileChange File, IReadOnlyList<string> Lines)> Files, IReadOnlyList<string> Left)
    {
        /// <summary>Routes whose requests no route of the other plan claims in the same words.</summary>
        public IReadOnlyList<string> Removes { get; } =
        [
            .. Routes.Where(r => r.Before is { } before && (r.After is null || Claim(r.After) != Claim(before))
                    && !Routes.Any(o => o.After is { } after && Claim(after) == Claim(before)))
                .Select(r => r.Route),
        ];

        public object ToJson(string served, string offered) => new
        {
            revision = Revision,
            plan = served,
            with = new { name = Name, plan = offered },
            routes = Routes.Select(r => new
            {
                route = r.Route,
                change = r.Change,
                fields = r.Fields,
                before = r.Before?.Fields.ToDictionary(),
                after = r.After?.Fields.ToDictionary(),
            }),
            files = Files.Select(f => new { path = f.File.Path, change = f.File.Change, diff = f.Lines }),
            leftAsServed = Left,
            mayRemove = Removes,
        };

        private static string Claim(RouteOutline route) =>
            string.Join('\n', new[] { "match", "host", "query", "headers", "to" }.Select(f => route[f]));
    }
}

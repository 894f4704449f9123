using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// One team's part of a plan: its capability's file, and the files that this one alone refers to. The rest stays as it is
/// served, so that teams do not trample on each other.
/// </summary>
/// <param name="Merged">The plan served with the capability's own files put in.</param>
/// <param name="Left">Files that the capability refers to and that differ, but are others' as well: they stay as served.</param>
public sealed partial record PlanScope(PlanBundle Merged, ImmutableArray<string> Left)
{
    /// <summary>
    /// Puts a capability's own files in place of those served; null where the files offered hold no such capability.
    /// </summary>
    public static PlanScope? Merge(PlanBundle served, PlanBundle offered, string capability)
    {
        if (FindFile(offered, capability) is not { } root)
            return null;
        var known = FindFile(served, capability);
        var others = Reach(served, served.Files.Keys.Where(f => IsCapability(f) && f != known));
        // What no capability leads to, hub.yaml or an environment, is everybody's, and so is never reached.
        var (before, after) = (known is null ? [] : Reach(served, [known]), Reach(offered, [root]));
        var taken = after.Except(others, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var given = before.Except(others, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var left = after.Intersect(others, StringComparer.Ordinal)
            .Where(f => !served.Files[f].AsSpan().SequenceEqual(offered.Files[f])).Order(StringComparer.Ordinal);
        return new PlanScope(
            new PlanBundle(served.Files.Where(f => !given.Contains(f.Key) && !taken.Contains(f.Key))
                .Concat(offered.Files.Where(f => taken.Contains(f.Key)))),
            [.. left]);
    }

    /// <summary>Says that the files offered declare no such capability, and which they declare.</summary>
    public static string Unknown(PlanBundle offered, string capability)
    {
        var known = offered.Files.Keys.Where(IsCapability).Select(f => Declared(offered, f, "capability")).OfType<string>()
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return $"none of the files in capabilities/ declares 'capability: {Spelling.Shorten(capability)}'"
            + (known.Count == 0 ? "" : $"; they declare {string.Join(", ", known)}")
            + Spelling.DidYouMean(capability, known);
    }

    private static string? FindFile(PlanBundle bundle, string capability) =>
        bundle.Files.Keys.FirstOrDefault(f => IsCapability(f) && Declared(bundle, f, "capability") == capability);

    /// <summary>The files that lead on from some, those included.</summary>
    private static HashSet<string> Reach(PlanBundle bundle, IEnumerable<string> roots)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(roots);
        while (open.TryPop(out var file))
        {
            if (!reached.Add(file))
                continue;
            foreach (var next in References(bundle, file))
                open.Push(next);
        }

        return reached;
    }

    /// <summary>A capability names systems; a system, a contract or a statement names files, by path or from beside it.</summary>
    private static IEnumerable<string> References(PlanBundle bundle, string file)
    {
        var text = bundle.Text(file)!;
        if (IsCapability(file))
        {
            var systems = Adapter().Matches(text).Select(m => m.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
            return bundle.Files.Keys.Where(f =>
                f.StartsWith("systems/", StringComparison.Ordinal) && systems.Contains(Declared(bundle, f, "system") ?? ""));
        }

        return bundle.Files.Keys.Where(f =>
            (f.StartsWith("contracts/", StringComparison.Ordinal) || f.StartsWith("sql/", StringComparison.Ordinal))
            && f != file && text.Contains(f[(f.LastIndexOf('/') + 1)..], StringComparison.Ordinal));
    }

    private static bool IsCapability(string file) => file.StartsWith("capabilities/", StringComparison.Ordinal);

    // Only looked for, so that a file which is no YAML yet is reported where the plan is read.
    private static string? Declared(PlanBundle bundle, string file, string kind) =>
        Declaration().Matches(bundle.Text(file)!).FirstOrDefault(m => m.Groups["kind"].Value == kind)?.Groups["name"].Value;

    [GeneratedRegex(
        """^(?<kind>capability|system):[ \t]*["']?(?<name>[^\s"'#]+)""",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"adapter:(?<name>[\w.-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Adapter();
}

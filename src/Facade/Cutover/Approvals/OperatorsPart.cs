using Hub.Platform.Plan;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.Cutover.Approvals;

/// <summary>
/// What an operator may change in a plan: fields of a capability's file that send no request to another address, let
/// nobody else in and take nothing from outside of the plan. Whatever is not listed here takes an integrator, a field that
/// a later version adds too.
/// </summary>
internal static class OperatorsPart
{
    /// <summary>The list, for people.</summary>
    public const string Said =
        "an operator changes a capability's owner, pace, waves, cohort (key, from, seed), its sides' limits, breaker and "
        + "retries, a route's 'new: none', summary and description, rules of comparing ('compare'), and adds freezes, and routes "
        + "below the paths that it has";

    /// <summary>Every change between two plans that goes beyond it, by file and field; read from what is written.</summary>
    public static IReadOnlyList<string> Beyond(PlanBundle from, PlanBundle to)
    {
        var (before, after) = (PlanTrees.Read(from, []).Written, PlanTrees.Read(to, []).Written);
        return
        [
            .. PlanBundle.Compare(from, to).SelectMany(file =>
                file.Path.StartsWith("capabilities/", StringComparison.Ordinal)
                && before.TryGetValue(file.Path, out var old) && after.TryGetValue(file.Path, out var @new)
                    ? Beyond(old, @new).Select(field => $"{file.Path}: {field}")
                    : [file.Path]),
        ];
    }

    /// <summary>Every field of a capability's tree that differs and that an operator may not change.</summary>
    public static IEnumerable<string> Beyond(PlanNode before, PlanNode after)
    {
        var (old, @new) = (Spelled(before), Spelled(after));
        return Between(before, after).Where(c => HasReference(c.After) || !Covers(c, old, @new))
            .Select(c => string.Join('.', c.Path));
    }

    /// <summary>Every field in which two trees of a capability differ, whoever may change it.</summary>
    public static IEnumerable<PlanFieldChange> Between(PlanNode before, PlanNode after) =>
        PlanFieldChanges.Between(Spelled(before), Spelled(after));

    private static bool Covers(PlanFieldChange change, PlanNode before, PlanNode after) => change.Path switch
    {
        ["owner" or "pace"] or ["waves", ..] or ["compare", ..] => true,
        ["cohort", "key" or "from" or "seed"] => true,
        ["sides", "legacy" or "new", "limits" or "breaker" or "retries", ..] => true,
        // Taking a freeze away is what it keeps people from.
        ["freeze"] => change.After is { Kind: PlanNodeKind.List } list && (change.Before?.Items ?? [])
            .All(old => list.Items.Any(i => PlanFieldChanges.AreSame(i, old))),
        ["routes", var id, ..] when before["routes"]?[id] is null => Extends(before["routes"], after["routes"]![id]!),
        ["routes", _, "new" or "summary" or "description" or "compare"] => true,
        _ => false,
    };

    // A path that nobody had before was a catch-all's, or answered by nobody: only what lies below the capability's own is new.
    private static bool Extends(PlanNode? routes, PlanNode route)
    {
        if (SegmentsOf(route) is not { } segments)
            return true;
        return (routes?.Fields ?? []).Any(known =>
            (known.Value["host"] is null || PlanFieldChanges.AreSame(known.Value["host"], route["host"]))
            && SegmentsOf(known.Value) is { } own && IsBelow(segments, own));
    }

    private static bool IsBelow(string[] segments, string[] own)
    {
        var depth = Array.FindLastIndex(own, s => !s.Contains('{', StringComparison.Ordinal)) + 1;
        if (depth == 0)
        {
            if (own is not [.., var last] || !last.StartsWith("{*", StringComparison.Ordinal) || !IsNameOnly(last))
                return false;
            depth = own.Length - 1;
        }

        return segments.Length >= depth && segments.Zip(own).Take(depth).All(s => Stands(s.Second, s.First));
    }

    // A constraint, and text beside a value, leave some texts to other routes and to catch-alls.
    private static bool Stands(string own, string segment) =>
        !own.Contains('{', StringComparison.Ordinal) ? string.Equals(segment, own, StringComparison.OrdinalIgnoreCase)
        : IsNameOnly(own) ? !segment.Contains("{*", StringComparison.Ordinal)
        : segment == own;

    /// <summary>Returns whether a segment is a name in braces, which every text fits.</summary>
    private static bool IsNameOnly(string segment) =>
        segment is ['{', .. var name, '}'] && name.TrimStart('*').All(c => char.IsLetterOrDigit(c) || c is '_' or '-');

    /// <summary>Null of a path that no plan is accepted with.</summary>
    private static string[]? SegmentsOf(PlanNode route)
    {
        if (route["match"]?.Text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [_, var path])
            return null;
        try
        {
            return [.. RoutePatternFactory.Parse(path).RawText!.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    private static bool HasReference(PlanNode? node) => node is not null
        && ((node.Text is { } text && PlanReferences.IsIn(text))
            || node.Items.Any(HasReference) || node.Fields.Any(f => HasReference(f.Value)));

    // Short forms stand for maps.
    private static PlanNode Spelled(PlanNode capability) => PlanNode.Map(capability.At, [.. capability.Fields.Select(f =>
        KeyValuePair.Create(f.Key, f.Key switch
        {
            "sides" => Spelled(f.Value, "to"),
            "routes" => Spelled(f.Value, "match"),
            _ => f.Value,
        }))]);

    private static PlanNode Spelled(PlanNode map, string field) => map.Kind != PlanNodeKind.Map ? map
        : PlanNode.Map(map.At, [.. map.Fields.Select(f => f.Value.Kind == PlanNodeKind.Scalar
            ? KeyValuePair.Create(f.Key, PlanNode.Map(f.Value.At, [KeyValuePair.Create(field, f.Value)]))
            : f)]);
}

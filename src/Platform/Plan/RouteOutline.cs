using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>
/// A public route, or a catch-all, as a plan's files write it: references stay references, so a plan is outlined on any
/// machine, also one that has faults.
/// </summary>
/// <param name="Id">The route's id; of a catch-all <c>catch-all</c> with its host and path.</param>
/// <param name="Fields">What decides who answers whom, by name, in the order in which it is shown.</param>
public sealed record RouteOutline(string Id, ImmutableArray<KeyValuePair<string, string>> Fields)
{
    // What a capability says for all of its routes, with what holds where it says nothing.
    private static readonly (string Name, string Otherwise)[] Shared =
    [
        ("access", "forward"), ("cohort", ""), ("zone", "outside"), ("owner", ""), ("link", ""), ("cors", ""),
        ("methodOverride", ""),
    ];

    /// <summary>A field's text; empty where it has none.</summary>
    public string this[string name] => Fields.FirstOrDefault(f => f.Key == name).Value ?? "";

    /// <summary>Returns the routes and catch-alls of a plan by id; of two with one id the first.</summary>
    public static IReadOnlyDictionary<string, RouteOutline> Of(PlanBundle plan)
    {
        var trees = PlanTrees.Read(plan, []).Laid;
        return trees.Where(t => t.Key.StartsWith("capabilities/", StringComparison.Ordinal)).SelectMany(t => Routes(t.Value))
            .Concat((trees.GetValueOrDefault("hub.yaml")?["catchAll"]?.Items ?? []).Select(CatchAll))
            .DistinctBy(r => r.Id, StringComparer.Ordinal)
            .ToDictionary(r => r.Id, StringComparer.Ordinal);
    }

    private static IEnumerable<RouteOutline> Routes(PlanNode capability) =>
        (capability["compose"]?.Fields ?? []).Select(composition => new RouteOutline(composition.Key, Written(
        [
            .. new[] { "match", "host", "query", "headers", "takes", "parts", "deadline" }
                .Select(field => (field, Text(composition.Value[field]))),
            .. Shared.Where(s => s.Name is "access" or "zone" or "owner" or "cors")
                .Select(s => (s.Name, capability[s.Name] is { } said ? Text(said) : s.Otherwise)),
            ("summary", Text(composition.Value["summary"])),
            ("description", Text(composition.Value["description"])),
        ]))).Concat((capability["routes"]?.Fields ?? []).Select(route => new RouteOutline(route.Key, Written(
        [
            ("match", Text(route.Value["match"] ?? route.Value)),
            ("host", Text(route.Value["host"])),
            ("query", Text(route.Value["query"])),
            ("headers", Text(route.Value["headers"])),
            ("legacy", Text(capability["sides"]?["legacy"])),
            ("new", route.Value["new"] is { } own ? Text(own) : Text(capability["sides"]?["new"])),
            .. Shared.Select(s => (s.Name, capability[s.Name] is { } said ? Text(said) : s.Otherwise)),
            ("dryRun", Text(route.Value["dryRun"])),
            ("compare", Text(capability["compare"]) + Text(route.Value["compare"])),
            ("summary", Text(route.Value["summary"])),
            ("description", Text(route.Value["description"])),
        ]))));

    private static RouteOutline CatchAll(PlanNode node)
    {
        var path = Text(node["path"]);
        return new RouteOutline(
            $"catch-all {Text(node["host"])}{(path.Length > 0 ? path : "/")}",
            Written([.. new[] { "to", "rewrite", "methodOverride" }.Select(field => (field, Text(node[field])))]));
    }

    private static ImmutableArray<KeyValuePair<string, string>> Written(IEnumerable<(string Name, string Text)> fields) =>
        [.. fields.Where(f => f.Text.Length > 0).Select(f => KeyValuePair.Create(f.Name, f.Text))];

    /// <summary>A node in one line, as YAML's flow style writes it.</summary>
    private static string Text(PlanNode? node) => node?.Kind switch
    {
        null => "",
        PlanNodeKind.List => $"[{string.Join(", ", node.Items.Select(Text))}]",
        PlanNodeKind.Map => $"{{ {string.Join(", ", node.Fields.Select(f => $"{f.Key}: {Text(f.Value)}"))} }}",
        _ => node.Text ?? "",
    };
}

/// <summary>A route that comes, goes or changes from one plan to another.</summary>
/// <param name="Route">Its id.</param>
/// <param name="Change"><c>added</c>, <c>removed</c> or <c>changed</c>.</param>
/// <param name="Before">How it was written; null where it comes.</param>
/// <param name="After">How it is written; null where it goes.</param>
public sealed record RouteDifference(string Route, string Change, RouteOutline? Before, RouteOutline? After)
{
    /// <summary>The fields that differ, in the order they are shown; all of them where the route comes or goes.</summary>
    public IEnumerable<string> Fields => (Before?.Fields ?? []).Concat(After?.Fields ?? []).Select(f => f.Key)
        .Distinct(StringComparer.Ordinal).Where(f => Before is null || After is null || Before[f] != After[f]);

    /// <summary>Returns what differs between two plans, ordered by id.</summary>
    public static ImmutableArray<RouteDifference> Between(PlanBundle from, PlanBundle to)
    {
        var (before, after) = (RouteOutline.Of(from), RouteOutline.Of(to));
        return
        [
            .. before.Keys.Union(after.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(id => (Id: id, Old: before.GetValueOrDefault(id), New: after.GetValueOrDefault(id)))
                .Where(r => r.Old is null || r.New is null || !r.Old.Fields.SequenceEqual(r.New.Fields))
                .Select(r => new RouteDifference(
                    r.Id, r.Old is null ? "added" : r.New is null ? "removed" : "changed", r.Old, r.New)),
        ];
    }
}

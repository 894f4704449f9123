using System.Collections.Immutable;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Thinness;

/// <summary>Something that the hub carries and that a migration makes less: the fewer, the thinner.</summary>
/// <param name="Name">Its name in the store and in the API.</param>
/// <param name="Text">What it counts, as people read it.</param>
/// <param name="Count">Counts it in what is served.</param>
internal sealed record ThinnessMeasure(string Name, string Text, Func<RoutingSnapshot, long> Count)
{
    /// <summary>All of them. One that is added here is counted from the next day on.</summary>
    public static ImmutableArray<ThinnessMeasure> All { get; } =
    [
        new("routesOnLegacy", "routes that a legacy side may answer", s =>
            s.Plan.Routes.Count(r => s.State(r.Id).Stage is not (Stage.New or Stage.Retired))),
        new("adapters", "adapters of systems of record", s => s.Plan.Systems.Length),
        new("mappings", "mappings: resources and named mappings of systems", s =>
            s.Plan.Systems.Sum(system => CountOf(system, "resources") + CountOf(system, "mappings"))),
        new("converters", "converters of your own that mappings use", s => s.Plan.Systems
            .SelectMany(system => Texts(system.Node, "converter")).Distinct(StringComparer.Ordinal).Count()),
        new("links", "sync links", s => s.Plan.Capabilities.Count(c => c.Link is not null)),
        new("compositions", "compositions", s => s.Plan.Compositions.Count()),
        new("planLines", "lines of the plan's YAML", s => s.Plan.Bundle.Files.Keys
            .Where(f => f.EndsWith(".yaml", StringComparison.Ordinal)).Sum(f => LinesOf(s.Plan.Bundle, f))),
    ];

    private static int CountOf(SystemPlan system, string section) => system.Node[section]?.Fields.Count ?? 0;

    private static long LinesOf(PlanBundle files, string file) =>
        files.Text(file) is { Length: > 0 } text ? text.TrimEnd('\n').Count(c => c == '\n') + 1 : 0;

    private static IEnumerable<string> Texts(PlanNode node, string field) => node.Fields
        .SelectMany(f => f.Key == field && f.Value.Text is { } text ? [text] : Texts(f.Value, field))
        .Concat(node.Items.SelectMany(i => Texts(i, field)));
}

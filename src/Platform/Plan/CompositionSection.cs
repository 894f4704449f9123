using System.Collections.Immutable;
using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Plan;

/// <summary>Reads the compositions of a capability's file.</summary>
internal static class CompositionSection
{
    // No side is asked: the hub itself puts the answer together.
    private static readonly SideTarget Composed = new(SideName.Address("compose"), Address: null, Path: null);

    private static readonly PlanShape Shape = new("composition", "match", "parts")
    {
        { "match", PlanValue.Like("^ *GET +/[^ ]* *$", "GET /api/customers/{id}/overview"), "The path of its requests." },
        { "host", PlanValue.Text, "The host of its requests: shop.example.com, *.example.com." },
        { "query", RouteSection.Having, "Query parameters that its requests have." },
        { "headers", RouteSection.Having, "Header fields that its requests have." },
        { "summary", PlanValue.Text, "A title for those who read the contract." },
        { "description", PlanValue.Text, "What it answers, for those who read the contract." },
        { "takes", PlanValue.ListOf(PlanValue.Text), "Query parameters that a request may have, for parts to use: [after]." },
        { "deadline", PlanValue.Duration, "How long the whole answer may take, 1s by default." },
        {
            "parts", PlanValue.MapOf(PlanValue.Either(PlanValue.Text, PartSection.Shape)),
            "Member of the answer to route: customer: customers.get."
        },
    };

    /// <summary>What stands below <c>compose</c>.</summary>
    public static readonly PlanValue Shapes = PlanValue.MapOf(Shape);

    public static ImmutableArray<CompositionPlan> Read(PlanNode? node, string capability, PlanErrors errors)
    {
        if (node is null)
            return [];
        if (node.Kind != PlanNodeKind.Map)
            errors.Add(
                node, $"expected compositions by id here, as in {capability}.overview: {{ match: GET /api/…, parts: … }}");
        return [.. node.Fields.Select(f => Read(f.Key, f.Value, capability, errors)).OfType<CompositionPlan>()];
    }

    private static CompositionPlan? Read(string id, PlanNode node, string capability, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        var named = node.Fields.Where(f => RouteSection.Shape.Has(f.Key));
        var route = RouteSection.Read(
            id, PlanNode.Map(node.At, [.. named]), capability, Composed, @new: null, compare: [], errors);
        if (route is { Match.Method: not "GET" })
            errors.Add(node["match"]!, "a composition only reads: its method is GET, as in GET /api/customers/{id}/overview");
        if (node["parts"] is not { Fields.Count: > 0 } parts)
        {
            errors.Add(
                node["parts"] ?? node, "'parts' is missing: say which routes are asked, as in { customer: customers.get }");
            return null;
        }

        if (parts.Fields.Count > PartSection.Most)
            errors.Add(parts, $"a composition has {PartSection.Most} parts at most, and this has {parts.Fields.Count}");
        var read = parts.Fields.Select(p => PartSection.Read(p.Key, p.Value, errors)).OfType<PartPlan>();
        return route is null ? null : new CompositionPlan(route, [.. read])
        {
            Deadline = fields.Duration("deadline", TimeSpan.FromSeconds(1), PartSection.Shortest, PartSection.Longest),
            Takes = [.. (node["takes"]?.Items ?? []).Select(t => t.Text).OfType<string>()],
        };
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>Reads <c>waves</c>, a list of <c>{ to: canary, routes: [orders.get], by: 2027-02-01 }</c>.</summary>
internal static class WaveSection
{
    private static readonly PlanShape Shape = new("wave", "to")
    {
        { "to", PlanValue.OneOf("shadow", "canary", "new", "retired"), "The stage that the routes come to." },
        { "routes", PlanValue.ListOf(PlanValue.Text), "Their ids; all of the capability where this is missing." },
        { "by", PlanValue.Like("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "2027-02-01"), "The last day that is in time." },
    };

    /// <summary>What <c>waves</c> is: a list.</summary>
    public static readonly PlanValue Shapes = PlanValue.ListOf(Shape);

    /// <summary>Reads the waves of a capability.</summary>
    /// <param name="node">The list, or null.</param>
    /// <param name="routes">The ids of the capability's routes.</param>
    /// <param name="errors">Takes the faults.</param>
    public static ImmutableArray<WavePlan> Read(PlanNode? node, IReadOnlyList<string> routes, PlanErrors errors)
    {
        if (node is null)
            return [];
        // Earlier versions took whatever stood here, and a plan that they have stored is still served.
        var found = new PlanErrors();
        if (node.Kind != PlanNodeKind.List)
            found.Add(node, "'waves' is a list, as in [{ to: canary, routes: [orders.get], by: 2027-02-01 }]");
        ImmutableArray<WavePlan> waves = [.. node.Items.Select(n => ReadOne(n, routes, found)).OfType<WavePlan>()];
        foreach (var error in found)
            errors.AddUnlessStored(error.At, error.Message);
        return waves;
    }

    private static WavePlan? ReadOne(PlanNode node, IReadOnlyList<string> routes, PlanErrors errors)
    {
        var before = errors.Count;
        var fields = new PlanFields(node, errors, Shape);
        fields.Required("to");
        var to = fields.OneOf("to");
        if (node["routes"] is { Kind: not PlanNodeKind.List } single)
            errors.Add(single, "'routes' is a list of route ids, as in [orders.get]");
        var named = node["routes"]?.Items ?? [];
        foreach (var route in named.Where(r => !routes.Contains(r.Text ?? "", StringComparer.Ordinal)))
            errors.Add(
                route,
                $"the capability has no route '{Spelling.Shorten(route.Text ?? "")}'"
                + Spelling.DidYouMeanOr(route.Text ?? "", routes));
        DateOnly? by = DateOnly.TryParseExact(
            fields.Optional("by"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        if (by is null && node["by"] is { } wrong)
            errors.Add(wrong, "'by' is the last day that is in time, as in 2027-02-01");
        return errors.Count > before
            ? null
            : new WavePlan(to, named.Count == 0 ? [.. routes] : [.. named.Select(r => r.Text!)], by, node.At);
    }
}

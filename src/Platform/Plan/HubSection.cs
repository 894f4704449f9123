using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>Reads <c>hub.yaml</c>: what holds for the whole hub.</summary>
internal static class HubSection
{
    public static (bool Expose, ImmutableArray<CatchAllPlan> CatchAll) Read(PlanNode? node, PlanErrors errors)
    {
        if (node is null)
            return (false, []);
        var fields = new PlanFields(node, errors, "expose", "catchAll");
        return (fields.Flag("expose"), [.. (node["catchAll"]?.Items ?? []).Select(n => ReadCatchAll(n, errors)).OfType<CatchAllPlan>()]);
    }

    private static CatchAllPlan? ReadCatchAll(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "host", "path", "to");
        var path = fields.Optional("path") ?? "/";
        if (!path.StartsWith('/'))
            errors.Add(node["path"]!, "'path' starts with '/'");
        var to = fields.Address("to");
        if (to is not null && to.PathAndQuery != "/")
            errors.Add(node["to"]!, "'to' is scheme, host and port only: what passes through keeps its own path");
        return to is null ? null : new CatchAllPlan(fields.Optional("host"), path, to, node.At);
    }
}

using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>Reads <c>hub.yaml</c>: what holds for the whole hub.</summary>
internal sealed record HubSection(
    bool Expose, ImmutableArray<CatchAllPlan> CatchAll, ImmutableArray<FreezePlan> Freezes, RetirePlan Retire, JwtPlan? Jwt,
    CorsPlan? Cors, ApiPlan Api, ImmutableArray<NotifyPlan> Notify)
{
    private const int LongestName = 120;


    public static HubSection Read(PlanNode? node, PlanBundle bundle, PlanErrors errors)
    {
        if (node is null)
            return new HubSection(Expose: false, [], [], RetirePlan.Default, Jwt: null, Cors: null, ApiPlan.Unnamed, []);
        var fields = new PlanFields(node, errors, "expose", "catchAll", "freeze", "retire", "jwt", "cors", "api", "notify");
        return new HubSection(
            fields.Flag("expose"),
            [.. (node["catchAll"]?.Items ?? []).Select(n => ReadCatchAll(n, errors)).OfType<CatchAllPlan>()],
            FreezeSection.Read(node["freeze"], errors),
            ReadRetire(node["retire"], errors) ?? RetirePlan.Default,
            node["jwt"] is { } jwt ? JwtSection.Read(jwt, bundle, errors) : null,
            CorsSection.Read(node["cors"], errors),
            node["api"] is { } api ? ReadApi(api, errors) : ApiPlan.Unnamed,
            NotifySection.Read(node["notify"], errors));
    }

    private static ApiPlan ReadApi(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "title", "version", "description");
        foreach (var name in new[] { "title", "version" })
            if (node[name] is { } field
                && (field.Text is not { Length: <= LongestName } text || text.Contains('\n', StringComparison.Ordinal)))
                errors.Add(field, $"'{name}' is one line of {LongestName} characters at most, as in "
                    + "api: { title: Acme orders, version: 2.4.0 }");
        return new ApiPlan(fields.Optional("title"), fields.Optional("version"), fields.Optional("description"));
    }

    /// <summary>What has to be before a route is retired; null where nothing is said.</summary>
    public static RetirePlan? ReadRetire(PlanNode? node, PlanErrors errors) => node is null ? null : new RetirePlan(
        new PlanFields(node, errors, "quietDays").Integer("quietDays", RetirePlan.Default.QuietDays, 0, 3650));

    private static CatchAllPlan? ReadCatchAll(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, "host", "path", "to", "rewrite", "methodOverride");
        var path = fields.Optional("path") ?? "/";
        if (!path.StartsWith('/') || path.AsSpan().IndexOfAny("{}?*") >= 0)
            errors.Add(node["path"]!, "'path' is the beginning of paths, without parameters: it starts with '/', as in /erp");
        else if (OwnPaths.Include(path))
            errors.Add(node["path"]!, OwnPaths.Fault);
        else if (OwnPaths.IncludeAlike(path))
            errors.AddUnlessStored(node["path"]!.At, OwnPaths.FaultOfAlike);
        else if (PathLiterals.FindFault(path) is { } unreachable)
            errors.AddUnlessStored(node["path"]!.At, unreachable);
        var to = fields.Address("to");
        if (to is not null && to.PathAndQuery != "/")
            errors.Add(
                node["to"]!,
                $"{PlanAddress.Said("to", node["to"]!)} is more than scheme, host and port: "
                + "what passes through keeps its own path");
        var rewrites = fields.OneOf("rewrite", "none", "location") == "location";
        var forwardsMethod = fields.OneOf("methodOverride", "refuse", "forward") == "forward";
        return to is null ? null : new CatchAllPlan(HostPattern.Read(fields, errors), path, to, node.At)
        {
            Written = node["to"]!.Text!, RewritesLocation = rewrites,
            ForwardsMethodOverride = forwardsMethod,
        };
    }
}

using System.Collections.Immutable;

namespace Hub.Platform.Plan;

/// <summary>Reads <c>hub.yaml</c>: what holds for the whole hub.</summary>
internal sealed record HubSection(
    bool Expose, ImmutableArray<CatchAllPlan> CatchAll, ImmutableArray<FreezePlan> Freezes, RetirePlan Retire, JwtPlan? Jwt,
    CorsPlan? Cors, ApiPlan Api, ImmutableArray<NotifyPlan> Notify, SignInPlan? SignIn)
{
    private const int LongestName = 120;

    /// <summary>The fields of <c>retire</c>.</summary>
    public static readonly PlanShape Retiring = new("retire")
    {
        { "quietDays", PlanValue.Whole(0, 3650), "Days without a request to legacy before a route is retired." },
    };

    private static readonly PlanShape Naming = new("api")
    {
        { "title", PlanValue.Text, "The public contract's title." },
        { "version", PlanValue.Text, "The public contract's version." },
        { "description", PlanValue.Text, "What the public contract is for." },
    };

    private static readonly PlanShape PassedOn = new("catch-all", "to")
    {
        { "host", PlanValue.Text, "The host whose requests pass through." },
        { "path", PlanValue.Text, "The beginning of their paths." },
        { "to", PlanValue.Text, "The address that they go to." },
        { "rewrite", PlanValue.OneOf("none", "location"), "Whether redirects to itself are turned into the hub's own." },
        { "methodOverride", PlanValue.OneOf("refuse", "forward"), "What is done with X-HTTP-Method-Override." },
    };

    /// <summary>The fields of <c>hub.yaml</c>.</summary>
    public static readonly PlanShape Shape = new("hub")
    {
        { "expose", PlanValue.Flag, "Whether answers name their route, side and revision." },
        { "catchAll", PlanValue.ListOf(PassedOn), "Where requests go that no route claims." },
        { "freeze", FreezeSection.Shapes, "When no shift forward is allowed." },
        { "retire", Retiring },
        { "jwt", JwtSection.Shape },
        { "cors", CorsSection.Shape },
        { "api", Naming },
        { "notify", NotifySection.Shapes, "Webhooks that are told what happens." },
        { "signIn", SignInSection.Shape, "By whom the console's visitors are signed in." },
    };

    public static HubSection Read(PlanNode? node, PlanBundle bundle, PlanErrors errors)
    {
        if (node is null)
            return new HubSection(
                Expose: false, [], [], RetirePlan.Default, Jwt: null, Cors: null, ApiPlan.Unnamed, [], SignIn: null);
        var fields = new PlanFields(node, errors, Shape);
        return new HubSection(
            fields.Flag("expose"),
            [.. (node["catchAll"]?.Items ?? []).Select(n => ReadCatchAll(n, errors)).OfType<CatchAllPlan>()],
            FreezeSection.Read(node["freeze"], errors),
            ReadRetire(node["retire"], errors) ?? RetirePlan.Default,
            node["jwt"] is { } jwt ? JwtSection.Read(jwt, bundle, errors) : null,
            CorsSection.Read(node["cors"], errors),
            node["api"] is { } api ? ReadApi(api, errors) : ApiPlan.Unnamed,
            NotifySection.Read(node["notify"], errors),
            node["signIn"] is { } signIn ? SignInSection.Read(signIn, errors) : null);
    }

    private static ApiPlan ReadApi(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Naming);
        foreach (var name in new[] { "title", "version" })
            if (node[name] is { } field
                && (field.Text is not { Length: <= LongestName } text || text.Contains('\n', StringComparison.Ordinal)))
                errors.Add(field, $"'{name}' is one line of {LongestName} characters at most, as in "
                    + "api: { title: Acme orders, version: 2.4.0 }");
        return new ApiPlan(fields.Optional("title"), fields.Optional("version"), fields.Optional("description"));
    }

    /// <summary>What has to be before a route is retired; null where nothing is said.</summary>
    public static RetirePlan? ReadRetire(PlanNode? node, PlanErrors errors) => node is null ? null : new RetirePlan(
        new PlanFields(node, errors, Retiring).Integer("quietDays", RetirePlan.Default.QuietDays));

    private static CatchAllPlan? ReadCatchAll(PlanNode node, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, PassedOn);
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
        var rewrites = fields.OneOf("rewrite") == "location";
        var forwardsMethod = fields.OneOf("methodOverride") == "forward";
        return to is null ? null : new CatchAllPlan(HostPattern.Read(fields, errors), path, to, node.At)
        {
            Written = node["to"]!.Text!, RewritesLocation = rewrites,
            ForwardsMethodOverride = forwardsMethod,
        };
    }
}

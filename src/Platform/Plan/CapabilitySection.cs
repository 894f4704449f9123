using System.Collections.Immutable;
using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Plan;

/// <summary>Reads one capability's file.</summary>
internal static class CapabilitySection
{
    private static readonly PlanValue Hosted = PlanValue.Like(
        @"^(adapter|service):|^https?://|\$\{", "adapter:erp, service:orders, http://orders:8080");

    private static readonly PlanShape Side = new("side", "to")
    {
        { "to", Hosted, "Who answers: adapter:SYSTEM, service:NAME, or an address." },
        { "path", PlanValue.Text, "The path there, where it is not the route's: /v2/orders/{id}." },
        { "rewrite", PlanValue.OneOf("none", "location"), "Whether its redirects to itself are turned into the hub's own." },
        SideProtectionSection.Shape,
    };

    private static readonly PlanValue SideOrAddress = PlanValue.Either(Hosted, Side);

    private static readonly PlanShape Sides = new("sides")
    {
        { "legacy", SideOrAddress, "Who answers today; left out where no legacy system answers." },
        { "new", SideOrAddress, "Who takes over." },
    };

    private static readonly PlanShape Link = new("link", "legacy", "new")
    {
        { "legacy", Hosted, "The legacy side of the records." },
        { "new", Hosted, "The new side of the records: service:NAME, or an address with 'changes' and 'records'." },
        { "direction", PlanValue.OneOf("both", "toNew"), "Whether changes of the new side go back to legacy." },
        { "copies", PlanValue.ListOf(PlanValue.Text), "Further sides that get every change." },
        {
            "after", PlanValue.MapOf(PlanValue.Text),
            "Entities whose records come first, each with the field that holds its key: { customers: customerId }."
        },
        { "conflict", PlanValue.OneOf("owner", "newer", "park"), "Who decides where both sides changed the same field." },
        { "base", PlanValue.OneOf("content", "hash"), "Whether what was last equal is kept whole or as its hash." },
        { "hold", PlanValue.Duration, "How long writes wait at most while their owner changes." },
        { "readYourWrites", OrOff(PlanValue.Duration), "How long a caller's reads follow what that caller wrote." },
        { "reconcile", OrOff(PlanValue.Duration), "How often all records of both sides are compared." },
        {
            "reconcileChanged", OrOff(PlanValue.Duration),
            "How often the records that were changed since are compared in between; needs 'reconcile'."
        },
        { "feedRetention", PlanValue.Duration, "How long the feed keeps changes." },
        { "changes", PlanValue.Text, "Of a service at an address: the path that tells its changes." },
        { "records", PlanValue.Text, "Of a service at an address: the path of its records." },
        { "token", PlanValue.Secret, "Of a service at an address: the token that the hub shows there." },
        { "dryRun", PlanValue.Flag, "Of a service at an address: whether it tries writes without making them." },
    };

    /// <summary>The fields of a capability's file.</summary>
    public static readonly PlanShape Shape = new("capability", "capability", "owner", "sides", "routes")
    {
        { "capability", PlanValue.Text, "The capability's name; the ids of its routes begin with it." },
        { "owner", PlanValue.Text, "The team that answers for it." },
        { "zone", PlanValue.OneOf("outside", "inside"), "Inside, a shift forward waits for a second person." },
        { "pace", PlanValue.OneOf("differentiation", "record", "innovation"), "Decides what a gate asks where it says nothing." },
        { "access", PlanValue.OneOf("forward", "anonymous", "token", "jwt"), "Which callers are answered, and as whom." },
        { "cohort", CohortSection.Shape },
        { "sides", Sides },
        {
            "routes", PlanValue.MapOf(PlanValue.Either(RouteSection.Match, RouteSection.Shape)),
            "Id to request: orders.get: GET /api/orders/{id}."
        },
        { "gates", GateSection.Shape },
        { "link", Link, "Whose records both sides keep, and how." },
        { "waves", WaveSection.Shapes, "Which routes are to come to which stage by when." },
        { "freeze", FreezeSection.Shapes, "When no shift forward is allowed." },
        { "retire", HubSection.Retiring },
        { "cors", CorsSection.Shape },
        { "methodOverride", PlanValue.OneOf("refuse", "forward"), "What is done with X-HTTP-Method-Override." },
        { "shadow", ShadowSection.Shape },
        { "guardrail", GuardrailSection.Shape },
        { "compare", CompareSection.Shapes },
        { "compose", CompositionSection.Shapes, "Answers composed of several routes' answers, by id." },
    };

    private static PlanValue OrOff(PlanValue value) => PlanValue.Either(value, PlanValue.OneOf("off"));

    public static CapabilityPlan Read(PlanNode node, CorsPlan? cors, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Shape);
        var name = fields.Required("capability");
        var pace = Enum.Parse<Pace>(fields.OneOf("pace"), ignoreCase: true);
        var access = Enum.Parse<PublicAccess>(fields.OneOf("access"), ignoreCase: true);
        var (legacy, @new) = ReadSides(fields, errors);
        var compare = CompareSection.Read(node["compare"], [], errors);
        // Where a side is written and cannot be read, that is told, and nothing is made of it.
        var isRead = (legacy ?? @new) is not null && (legacy is not null || node["sides"]?["legacy"] is null);
        var routes = isRead ? ReadRoutes(node, name, pace, legacy, @new, compare, errors) : [];
        return new CapabilityPlan(
            name,
            fields.Required("owner"),
            fields.OneOf("zone") == "inside" ? Zone.Inside : Zone.Outside,
            node["cohort"] is { } cohort ? CohortSection.Read(cohort, access, errors) : null,
            routes,
            node["link"] is { } link ? ReadLink(link, name, node["zone"]?.Text == "inside", errors) : null,
            node.At)
        {
            Access = access,
            Pace = pace,
            Waves = WaveSection.Read(node["waves"], [.. node["routes"]?.Fields.Select(f => f.Key) ?? []], errors),
            ForwardsMethodOverride = fields.OneOf("methodOverride") == "forward",
            LegacyAt = node["sides"]?["legacy"]?.At,
            NewAt = node["sides"]?["new"]?.At,
            Compositions = CompositionSection.Read(node["compose"], name, errors),
            Cors = CorsSection.Read(node["cors"], errors) ?? cors,
            Gates = GateSection.Read(node["gates"], node["link"], pace, errors),
            Freezes = FreezeSection.Read(node["freeze"], errors),
            Retire = HubSection.ReadRetire(node["retire"], errors),
            Shadow = ShadowSection.Read(node["shadow"], errors),
            Guardrail = GuardrailSection.Read(node["guardrail"], node["gates"] is not null, errors),
        };
    }

    private static (SideTarget? Legacy, SideTarget? New) ReadSides(PlanFields capability, PlanErrors errors)
    {
        if (capability.Node["sides"] is not { } node)
        {
            errors.Add(
                capability.Node, "'sides' is missing: say who answers, as in { legacy: adapter:erp, new: service:orders }");
            return (null, null);
        }

        _ = new PlanFields(node, errors, Sides);
        if (node["legacy"] is null && node["new"] is null)
            errors.Add(
                node,
                "'legacy' is missing: a hosted side (adapter:erp) or an address; where no legacy system answers, "
                + "say 'new' alone, as in { new: service:reviews }");
        return (ReadSide(node["legacy"], isNew: false, errors), ReadSide(node["new"], isNew: true, errors));
    }

    private static SideTarget? ReadSide(PlanNode? node, bool isNew, PlanErrors errors)
    {
        if (node is null)
            return null;
        var fields = node.Kind == PlanNodeKind.Map
            ? new PlanFields(node, errors, Side)
            : null;
        var to = fields is null ? node : node["to"] ?? node;
        var written = fields is null ? node.Text ?? "" : fields.Required("to");
        var path = fields?.Optional("path");
        // A reference is of an address, whatever it stands for.
        var name = to.Referenced ? SideName.Address(written) : SideName.Parse(written);
        var isHosted = name.IsHosted;
        if (name.Kind == SideKind.Service && !IsName(name.Name))
            errors.AddUnlessStored(to.At, $"'{written}' names no service: write its name behind it, as in service:orders");
        var address = isHosted || written.Length == 0 ? null : PlanAddress.Read(
            "to", to, errors,
            $"'{written}' is no side; write adapter:SYSTEM, service:NAME or an address such as http://orders:8080");
        var protection = fields is null ? null : SideProtectionSection.Read(fields, address is not null, isNew, errors);
        var rewrites = fields?.OneOf("rewrite") == "location";
        if (rewrites && isHosted)
            errors.Add(fields!.Node["rewrite"]!, "'rewrite' is for a side at an address; a hosted side knows the public one");
        if (path is not null && !isHosted)
            SidePath.Check(path, node["path"]!, errors);
        if (address is { Port: 0 })
            errors.Add(node, "a side's port is from 1 to 65535, as in http://orders:8080");
        return isHosted || address is not null
            ? new SideTarget(name, address, path) { Protection = protection, RewritesLocation = rewrites && !isHosted }
            : null;
    }

    private static bool IsName(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static ImmutableArray<RoutePlan> ReadRoutes(
        PlanNode node, string capability, Pace pace, SideTarget? legacy, SideTarget? @new, ImmutableArray<ComparingRule> compare,
        PlanErrors errors)
    {
        if (node["routes"] is not { Fields.Count: > 0 } routes)
        {
            errors.Add(
                node,
                "'routes' is missing: say which requests the capability answers, "
                + $"as in {capability}.get: GET /api/{capability}/{{id}}");
            return [];
        }

        return
        [
            .. from field in routes.Fields
            let route = RouteSection.Read(field.Key, field.Value, capability, legacy, @new, compare, errors)
            let gates = GateSection.Read(field.Value["gates"], node["link"], pace, errors)
            where route is not null
            select route with { Gates = gates },
        ];
    }

    private static LinkPlan ReadLink(PlanNode node, string capability, bool isInside, PlanErrors errors)
    {
        var fields = new PlanFields(node, errors, Link);
        // In zone inside nobody but a person decides, where the plan says nothing else.
        var conflict = isInside && node["conflict"] is null ? "park" : fields.OneOf("conflict");
        var hashOnly = fields.OneOf("base") == "hash";
        if (hashOnly && node["after"] is not null)
            errors.Add(
                node["base"]!,
                "'base: hash' goes with links without 'after' only: the two sides write keys of other records differently, "
                + "and a hash of one side's says nothing of the other's");
        if (node["reconcileChanged"] is { } between && node["reconcile"]?.Text is null or "off")
            errors.Add(
                between,
                "'reconcileChanged' says how often what was changed is compared between two comparisons of all records; say "
                + "with 'reconcile: 24h' how often these are made");
        var (@new, service) = LinkedServiceSection.Read(fields, errors);
        var link = new LinkPlan(
            capability,
            SideName.Parse(fields.Required("legacy")),
            @new,
            fields.OneOf("direction") == "both",
            [.. (node["copies"]?.Items ?? []).Select(c => SideName.Parse(c.Text ?? ""))],
            node.At);
        return link with
        {
            Service = service,
            After = [.. LinkParent.ReadAll(node["after"], errors)],
            Conflict = Enum.Parse<ConflictRule>(conflict, ignoreCase: true),
            KeepsHashOnly = hashOnly,
            Hold = fields.Duration("hold", link.Hold, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            ReadYourWrites = fields.DurationOrOff(
                "readYourWrites", link.ReadYourWrites, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            Reconcile = fields.DurationOrOff(
                "reconcile", link.Reconcile, TimeSpan.FromMinutes(10), TimeSpan.FromDays(30)),
            ReconcileChanged = fields.DurationOrOff(
                "reconcileChanged", link.ReconcileChanged, TimeSpan.FromMinutes(10), TimeSpan.FromDays(1)),
            FeedRetention = node["feedRetention"] is null
                ? null
                : fields.Duration("feedRetention", TimeSpan.FromDays(7), TimeSpan.FromHours(1), TimeSpan.FromDays(1000)),
        };
    }
}

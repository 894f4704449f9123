using System.Collections.Immutable;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Plan;

/// <summary>
/// Reads one route: <c>orders.get: GET /api/orders/{id}</c>, or as a map with <c>match</c> and further conditions,
/// with <c>dryRun: true</c> where the new side can be asked to try a write only, or <c>both</c> where the legacy side can too,
/// with <c>new: none</c> where the legacy side alone answers it, whatever the capability's other routes do, or with
/// <c>summary</c> and <c>description</c> for those who read the contract.
/// </summary>
internal static class RouteSection
{
    private const int LongestSummary = 120;
    private const string Both = "both";
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    /// <summary>The short form: a method and a path.</summary>
    public static readonly PlanValue Match =
        PlanValue.Like($"^ *({string.Join('|', Methods)}) +/[^ ]* *$", "GET /api/orders/{id}");

    /// <summary>Conditions by name, each with a value or with any.</summary>
    public static readonly PlanValue Having = PlanValue.MapOf(PlanValue.Either(PlanValue.Text, PlanValue.Empty));

    /// <summary>The fields of a route.</summary>
    public static readonly PlanShape Shape = new("route", "match")
    {
        { "match", Match, "The method and the path of its requests." },
        { "host", PlanValue.Text, "The host of its requests: shop.example.com, *.example.com." },
        { "query", Having, "Query parameters that its requests have." },
        { "headers", Having, "Header fields that its requests have." },
        { "new", PlanValue.OneOf("none"), "none where the legacy side alone answers it." },
        {
            "dryRun", PlanValue.Either(PlanValue.Flag, PlanValue.OneOf(Both)),
            "Whether the new side can try a write without carrying it out; both where the legacy side can, too."
        },
        { "summary", PlanValue.Text, "A title for those who read the contract." },
        { "description", PlanValue.Text, "What it does, for those who read the contract." },
        { "compare", CompareSection.Shapes },
        { "gates", GateSection.Shape },
    };


    public static RoutePlan? Read(
        string id, PlanNode node, string capability, SideTarget? legacy, SideTarget? @new,
        ImmutableArray<ComparingRule> compare, PlanErrors errors)
    {
        if (!id.StartsWith(capability + ".", StringComparison.Ordinal))
            errors.Add(node, $"route '{id}' belongs to {capability}, so its id starts with '{capability}.'");
        // The short form stands for a map with nothing but a match.
        var map = node.Kind == PlanNodeKind.Scalar ? PlanNode.Map(node.At, [KeyValuePair.Create("match", node)]) : node;
        var fields = new PlanFields(
            map, errors, Shape);
        var own = ReadNew(fields, @new, errors);
        if (legacy is null && own is null)
            errors.Add(
                map["new"]!,
                $"nobody would answer route '{id}': its capability names no legacy side, so it cannot say 'new: none'");
        if (map["summary"] is { } summary
            && (summary.Text is not { Length: <= LongestSummary } title || title.Contains('\n', StringComparison.Ordinal)))
            errors.Add(
                summary,
                $"'summary' is a title of one line and {LongestSummary} characters at most, as in: Place an order; "
                + "what takes more to say goes into 'description'");
        if (map["description"] is { Text: null } description)
            errors.Add(description, "'description' is a text, as in: Places an order and reserves its items");
        var rules = CompareSection.Read(map["compare"], compare, errors);
        if (ReadMatch(fields, errors) is not { } match || (legacy ?? own) is not { } first)
            return null;
        var isTriedByBoth = map["dryRun"]?.Text == Both;
        var route = new RoutePlan(id, match, first, own, node.At)
        {
            HasLegacy = legacy is not null,
            Summary = fields.Optional("summary"), Description = fields.Optional("description"), Compare = rules,
            DryRun = isTriedByBoth || fields.Flag("dryRun"), DryRunOfLegacy = isTriedByBoth,
        };
        if (route.DryRun && !route.IsWrite)
            errors.Add(map["dryRun"]!, $"'dryRun' is for routes that write; {match.Method} is compared without it: leave it out");
        return route;
    }

    private static SideTarget? ReadNew(PlanFields fields, SideTarget? capabilitys, PlanErrors errors)
    {
        if (fields.Node["new"] is not { } node)
            return capabilitys;
        if (node.Text != "none")
            errors.Add(node, "'new' is none, where the legacy side alone answers the route; otherwise leave it out");
        return null;
    }

    private static RouteMatch? ReadMatch(PlanFields fields, PlanErrors errors)
    {
        var words = fields.Required("match").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            return null;
        if (words.Length != 2 || !Methods.Contains(words[0], StringComparer.Ordinal) || !words[1].StartsWith('/'))
        {
            errors.Add(
                fields.Node["match"]!,
                $"'match' is a method ({string.Join(", ", Methods)}) and a path, as in GET /api/orders/{{id}}");
            return null;
        }

        if (OwnPaths.Include(words[1]))
            errors.Add(fields.Node["match"]!, OwnPaths.Fault);
        else if (OwnPaths.IncludeAlike(words[1]))
            errors.AddUnlessStored(fields.Node["match"]!.At, OwnPaths.FaultOfAlike);
        try
        {
            if (PathLiterals.FindFault(RoutePatternFactory.Parse(words[1])) is { } unreachable)
                errors.AddUnlessStored(fields.Node["match"]!.At, unreachable);
        }
        catch (InvalidOperationException)
        {
            errors.Add(
                fields.Node["match"]!,
                $"'{Spelling.Shorten(words[1])}' has more segments than routes can have, which is 28: write a shorter path, "
                + "as in /api/orders/{id}");
            return null;
        }
        catch (RoutePatternException e)
        {
            errors.Add(fields.Node["match"]!, $"'{Spelling.Shorten(words[1])}' is no path pattern: {e.Message}");
            return null;
        }

        return new RouteMatch(
            words[0],
            words[1],
            HostPattern.Read(fields, errors),
            Conditions(fields.Node["query"]),
            Headers(fields.Node["headers"], errors));
    }

    private static ImmutableArray<KeyValuePair<string, string?>> Headers(PlanNode? node, PlanErrors errors)
    {
        foreach (var (name, value) in node?.Fields ?? [])
            HeaderName.Check(name, value, errors);
        return Conditions(node);
    }

    private static ImmutableArray<KeyValuePair<string, string?>> Conditions(PlanNode? node) =>
        [.. (node?.Fields ?? []).Select(f => KeyValuePair.Create(f.Key, f.Value.Text))];
}

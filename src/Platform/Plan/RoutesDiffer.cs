using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Plan;

/// <summary>Two routes that claim the same requests would leave it to chance, or to nobody, who answers them.</summary>
internal sealed class RoutesDiffer : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var same in plan.Claiming.GroupBy(r => Claim(r.Match), StringComparer.OrdinalIgnoreCase))
        {
            foreach (var route in same.Skip(1).Where(r => r.Id != same.First().Id))
            {
                errors.Add(
                    route.At,
                    $"route '{route.Id}' claims the requests of '{same.First().Id}' at {same.First().At}; "
                    + "give it another path, or tell them apart by query or headers");
            }
        }
    }

    /// <summary>
    /// Returns what a route claims: equal texts, but for upper and lower case, claim the same requests. What parameters are
    /// called tells no requests apart; what they are held to does.
    /// </summary>
    internal static string Claim(RouteMatch match)
    {
        var path = string.Join('/', RoutePatternFactory.Parse(match.Path).PathSegments.Select(Shape));
        return string.Join(
            '\n',
            [match.Method, path, match.Host ?? "", .. Conditions("query", match.Query), .. Conditions("header", match.Headers)]);
    }

    /// <summary>Returns a segment without its parameters' names.</summary>
    internal static string Shape(RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(part => part switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        RoutePatternParameterPart parameter => Parameter(parameter),
        _ => "",
    }));

    private static string Parameter(RoutePatternParameterPart parameter)
    {
        var policies = string.Join(':', parameter.ParameterPolicies.Select(p => p.Content));
        return $"{{{(parameter.IsCatchAll ? "*" : "")}{policies}{(parameter.IsOptional ? "?" : "")}}}";
    }

    private static IEnumerable<string> Conditions(string kind, IEnumerable<KeyValuePair<string, string?>> conditions) =>
        conditions.Select(c => $"{kind} {c.Key}={c.Value}").Order(StringComparer.Ordinal);
}

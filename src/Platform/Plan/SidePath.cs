using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Plan;

/// <summary>Checks the path that a side at an address has of its own: <c>/v2/orders/{id}</c>.</summary>
internal static class SidePath
{
    /// <summary>Reports a path that no request could be written with.</summary>
    /// <param name="path">The path.</param>
    /// <param name="node">Where it stands.</param>
    /// <param name="errors">Where faults are reported.</param>
    public static void Check(string path, PlanNode node, PlanErrors errors)
    {
        try
        {
            if (path.StartsWith('/') && Literals(RoutePatternFactory.Parse(path)).All(IsWritable))
                return;
            errors.Add(
                node,
                $"'{Spelling.Shorten(path)}' is no path of a side: it starts with '/' and holds letters, digits and "
                + "-._~!$&'()*+,;=:@% besides {parameters}, as in /v2/orders/{id}; a query is passed on as it comes");
        }
        catch (InvalidOperationException)
        {
            errors.Add(
                node, $"'{Spelling.Shorten(path)}' has more segments than paths can have, which is 28, as in /v2/orders/{{id}}");
        }
        catch (RoutePatternException e)
        {
            errors.Add(node, $"'{Spelling.Shorten(path)}' is no path of a side, as in /v2/orders/{{id}}: {e.Message}");
        }
    }

    /// <summary>
    /// Returns the first parameter that the side's path needs and a route's requests do not have, or null.
    /// </summary>
    /// <param name="path">The side's path, checked.</param>
    /// <param name="route">The route's path, checked.</param>
    public static string? FindMissing(string path, string route)
    {
        var known = RoutePatternFactory.Parse(route).Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return RoutePatternFactory.Parse(path).Parameters.FirstOrDefault(p => !p.IsOptional && !known.Contains(p.Name))?.Name;
    }

    private static IEnumerable<string> Literals(RoutePattern pattern) => pattern.PathSegments.SelectMany(s => s.Parts)
        .Select(p => p switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => "",
        });

    // What RFC 3986 allows in a path segment; '%' begins an escape there.
    private static bool IsWritable(string literal) =>
        literal.All(c => char.IsAsciiLetterOrDigit(c) || "-._~!$&'()*+,;=:@%".Contains(c, StringComparison.Ordinal));
}

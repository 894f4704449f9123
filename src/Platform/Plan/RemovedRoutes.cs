using System.Collections.Immutable;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Plan;

/// <summary>Finds the public routes that another plan answers no more, so that nobody takes them away by oversight.</summary>
public static class RemovedRoutes
{
    /// <summary>
    /// Returns the routes and catch-alls whose requests no route or catch-all of the other plan claims in their place, as
    /// <c>orders.find (GET /api/orders)</c>. A route may have another id, or claim more than before.
    /// </summary>
    public static ImmutableArray<string> Between(MigrationPlan from, MigrationPlan to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var claims = to.Claiming.Select(r => RoutesDiffer.Claim(r.Match)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = to.Claiming.ToLookup(r => r.Id, StringComparer.Ordinal);
        return
        [
            .. from.Claiming
                .Where(r => !claims.Contains(RoutesDiffer.Claim(r.Match)) && !named[r.Id].Any(n => Covers(n.Match, r.Match)))
                .Select(r => $"{r.Id} ({Describe(r.Match)})"),
            .. from.CatchAll.Where(c => !to.CatchAll.Any(n => Covers(n, c))).Select(c => $"catch-all {c.Host}{c.Path}"),
        ];
    }

    private static string Describe(RouteMatch match)
    {
        List<string> more =
        [
            .. match.Host is { } host ? [$"host {host}"] : Array.Empty<string>(),
            .. match.Query.Select(q => $"query {q.Key}{(q.Value is null ? "" : $"={q.Value}")}"),
            .. match.Headers.Select(h => $"header {h.Key}{(h.Value is null ? "" : $": {h.Value}")}"),
        ];
        return $"{match.Method} {match.Path}{(more.Count > 0 ? ", " : "")}{string.Join(", ", more)}";
    }

    private static bool Covers(RouteMatch wide, RouteMatch narrow) =>
        wide.Method == narrow.Method
        && (wide.Host is null || wide.Host.Equals(narrow.Host, StringComparison.OrdinalIgnoreCase))
        && wide.Query.All(narrow.Query.Contains)
        && wide.Headers.All(narrow.Headers.Contains)
        && Covers(RoutePatternFactory.Parse(wide.Path).PathSegments, RoutePatternFactory.Parse(narrow.Path).PathSegments);

    private static bool Covers(IReadOnlyList<RoutePatternPathSegment> wide, IReadOnlyList<RoutePatternPathSegment> narrow)
    {
        for (var n = 0; n < wide.Count; n++)
        {
            if (wide[n].Parts is [RoutePatternParameterPart { IsCatchAll: true, ParameterPolicies.Count: 0 }])
                return true;
            if (n >= narrow.Count)
                return wide.Skip(n).All(s => s.Parts is [RoutePatternParameterPart { IsOptional: true }]);
            if (!Covers(wide[n], narrow[n]))
                return false;
        }

        return wide.Count == narrow.Count;
    }

    private static bool Covers(RoutePatternPathSegment wide, RoutePatternPathSegment narrow) =>
        (wide.Parts, narrow.Parts) switch
        {
            ([RoutePatternParameterPart any], [RoutePatternParameterPart { IsCatchAll: false } one])
                when any.ParameterPolicies.Count == 0 => any.IsOptional || !one.IsOptional,
            _ => RoutesDiffer.Shape(wide).Equals(RoutesDiffer.Shape(narrow), StringComparison.OrdinalIgnoreCase),
        };

    private static bool Covers(CatchAllPlan wide, CatchAllPlan narrow) =>
        (wide.Host is null || wide.Host.Equals(narrow.Host, StringComparison.OrdinalIgnoreCase))
        && $"{narrow.Path.TrimEnd('/')}/".StartsWith($"{wide.Path.TrimEnd('/')}/", StringComparison.OrdinalIgnoreCase);
}

using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Plan;

/// <summary>Notes every place of a cohort key that no request of the capability's routes can have.</summary>
internal sealed class CohortKeysAreCarried : IPlanRule
{
    public void Check(MigrationPlan plan, PlanErrors errors)
    {
        foreach (var capability in plan.Capabilities)
        {
            if (capability is not { Cohort: { } cohort, Routes.IsEmpty: false })
                continue;
            var idle = cohort.Sources.Where(s => !capability.Routes.Any(r => Carries(r, s))).ToList();
            foreach (var source in idle)
                errors.Note(
                    source.At ?? capability.At,
                    $"no request of {capability.Name} carries its cohort key in '{source}': {Why(capability, source)}"
                    + (idle.Count == cohort.Sources.Length
                        ? "; nor has 'from' another place that any carries, so at canary all would stay on the legacy side"
                        : ""));
        }
    }

    /// <summary>Whether a request of a route can have a key at a place.</summary>
    public static bool Carries(RoutePlan route, CohortSource source) => source.Kind switch
    {
        CohortSourceKind.Route => RoutePatternFactory.Parse(route.Match.Path).GetParameter(source.Name) is not null,
        CohortSourceKind.Body => route.Match.Method is "POST" or "PUT" or "PATCH",
        _ => true,
    };

    private static string Why(CapabilityPlan capability, CohortSource source)
    {
        if (source.Kind == CohortSourceKind.Body)
            return "none of its routes is a POST, PUT or PATCH, and others have no body; "
                + "name a header that callers send, as in header X-Customer-Id, or take it out";
        var known = capability.Routes.SelectMany(r => RoutePatternFactory.Parse(r.Match.Path).Parameters).Select(p => p.Name)
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        return $"none of its routes has {{{source.Name}}} in its path"
            + (Spelling.DidYouMean(source.Name, known) is { Length: > 0 } meant ? meant
                : known.Count > 0 ? $"; their paths have {string.Join(", ", known)}"
                : "; name a header that callers send, as in header X-Customer-Id, or take it out");
    }
}

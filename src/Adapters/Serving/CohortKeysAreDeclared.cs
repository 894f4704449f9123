using Hub.Adapters.Resources;
using Hub.Platform.Plan;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Problems;

namespace Hub.Adapters.Serving;

/// <summary>
/// Notes every place of a cohort key that no mapping of the capability's routes takes: a query parameter, or a field of the
/// body, that only callers send who know of it.
/// </summary>
internal static class CohortKeysAreDeclared
{
    /// <param name="plan">The plan.</param>
    /// <param name="systems">The systems that could be read, by their sides: <c>adapter:erp</c>.</param>
    /// <param name="errors">Where it is told.</param>
    public static void Check(MigrationPlan plan, IReadOnlyDictionary<SideName, SystemDefinition> systems, PlanErrors errors)
    {
        foreach (var capability in plan.Capabilities)
        {
            // What a side at an address takes, nobody knows.
            var resources = capability.Routes
                .Select(r => systems.GetValueOrDefault(r.Legacy.Name)?.Resources.GetValueOrDefault(r.Id)).ToList();
            if (capability.Cohort is not { } cohort || resources.Count == 0 || resources.Contains(null))
                continue;
            foreach (var source in cohort.Sources)
                if (FindKnown(capability, [.. resources.OfType<Resource>()], source) is { } known
                    && !known.Contains(source.Name.Split('.')[0], StringComparer.OrdinalIgnoreCase))
                    errors.Note(
                        source.At ?? capability.At,
                        $"no mapping of {capability.Name} takes the {Word(source)} '{source.Name}', so a request has a cohort "
                        + "key there only where its caller adds it for that"
                        + Spelling.DidYouMeanOr(source.Name, [.. known]));
        }
    }

    private static string Word(CohortSource source) =>
        source.Kind == CohortSourceKind.Query ? "query parameter" : "field of the body";

    /// <summary>The names that are known at a place; null where any may be right.</summary>
    private static IReadOnlyCollection<string>? FindKnown(
        CapabilityPlan capability, IReadOnlyList<Resource> resources, CohortSource source) => source.Kind switch
    {
        CohortSourceKind.Query =>
            [.. resources.SelectMany(r => r.Query).Concat(capability.Routes.SelectMany(r => r.Match.Query)
                .Select(q => q.Key)).Distinct(StringComparer.Ordinal)],
        CohortSourceKind.Body when resources.Where(r => r.In.Body is not null).ToList() is { Count: > 0 } writes
            && !writes.Any(r => r.In.Uses("body")) =>
            [.. writes.SelectMany(r => r.Sources.Where(s => s.Root == "body").Select(s => s.Name).Concat(r.In.Keeps))
                .Distinct(StringComparer.Ordinal)],
        _ => null,
    };
}

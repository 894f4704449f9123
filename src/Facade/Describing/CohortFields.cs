using System.Text.Json.Nodes;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Facade.Describing;

/// <summary>Notes a cohort key that is looked for in a field that no request body of the contract has.</summary>
internal static class CohortFields
{
    public static void Note(MigrationPlan plan, PublicContract contract, PlanErrors errors)
    {
        foreach (var capability in plan.Capabilities)
        {
            var bodies = capability.Routes.Where(r => r.Match.Method is "POST" or "PUT" or "PATCH")
                .Select(r => contract.Find(r.Id)).ToList();
            // Of a route that no part knows anything of, a body may hold anything.
            if (bodies.Count == 0 || bodies.Contains(null))
                continue;
            foreach (var source in capability.Cohort?.Sources.Where(s => s.Kind == CohortSourceKind.Body) ?? [])
                if (!bodies.Any(b => Has(b!.Body, source.Name.Split('.'))))
                    errors.Note(
                        source.At ?? capability.At,
                        $"no request of {capability.Name} carries its cohort key in '{source}': "
                        + "the contract's bodies have no such field"
                        + Spelling.DidYouMean(source.Name, bodies.SelectMany(b => Names(b!.Body)).Distinct()));
        }
    }

    private static bool Has(JsonObject? schema, ReadOnlySpan<string> path) =>
        path.IsEmpty || (schema is not null && (schema["properties"] is not JsonObject properties || schema.ContainsKey("allOf")
            || (properties[path[0]] is { } found && Has(found as JsonObject ?? [], path[1..]))));

    private static IEnumerable<string> Names(JsonObject? schema) =>
        (schema?["properties"] as JsonObject)?.Select(p => p.Key) ?? [];
}

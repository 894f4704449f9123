using System.Text.Json.Nodes;
using Hub.Platform.Describing;
using Hub.Platform.Plan;
using Hub.ServiceKit.Problems;

namespace Hub.Facade.Describing;

/// <summary>Notes rules of comparing whose path no answer of the contract has: such a rule passes nothing over.</summary>
internal static class ComparedFields
{
    private const int MostKinds = 50;
    private static readonly string[] Several = ["anyOf", "oneOf", "allOf"];

    public static void Note(MigrationPlan plan, PublicContract contract, PlanErrors errors)
    {
        var known = plan.Routes.SelectMany(route => route.Compare.Where(r => r.At is not null).Select(rule => (route, rule)));
        foreach (var same in known.GroupBy(k => k.rule.At))
        {
            var rule = same.First().rule;
            if (rule.Path == "body" || rule.Path.StartsWith("header ", StringComparison.Ordinal))
                continue;
            // Of a route that no part knows anything of, an answer may hold anything.
            var answers = same.Select(k => AnswersOf(contract.Find(k.route.Id))).ToList();
            if (answers.Any(a => a is not { Count: > 0 }))
                continue;
            var steps = StepsOf(rule.Path);
            var (missing, beside) = answers.SelectMany(a => a!).Select(a => FindMissing(a, steps, contract))
                .MaxBy(found => found.Missing ?? int.MaxValue);
            if (missing is { } step)
                errors.Note(
                    same.Key!,
                    $"rule '{rule.Name}' passes nothing over where both sides keep to the contract: no answer of "
                    + $"{string.Join(", ", same.Select(k => k.route.Id).Take(3))} has '{rule.Path}'"
                    + (steps[step] == "[]" ? "; it is not a list there" : Spelling.DidYouMeanOr(steps[step], [.. beside])));
        }
    }

    private static List<JsonObject>? AnswersOf(RequestContract? known) => known?.Answers
        .Where(a => a.Status is >= 200 and < 300 && a.Schema is not null).Select(a => a.Schema!).ToList();

    // lines[].unitPrice → lines, [], unitPrice
    private static List<string> StepsOf(string path) =>
    [
        .. path.Replace("[]", ".[]", StringComparison.Ordinal).Split('.', StringSplitOptions.RemoveEmptyEntries),
    ];

    /// <summary>Returns the first step that a schema does not have, and the members beside it; null where it has all.</summary>
    private static (int? Missing, IEnumerable<string> Beside) FindMissing(
        JsonObject schema, List<string> steps, PublicContract contract)
    {
        var here = KindsOf(schema, contract);
        for (var i = 0; i < steps.Count; i++)
        {
            // What the contract leaves open may hold anything.
            if (here.Any(k => IsOpen(k)))
                break;
            var next = here.Select(k => Next(k, steps[i])).OfType<JsonObject>().Take(MostKinds)
                .SelectMany(k => KindsOf(k, contract)).ToList();
            if (next.Count == 0)
                return (i, here.SelectMany(k => (k["properties"] as JsonObject)?.Select(m => m.Key) ?? []).Distinct());
            here = next;
        }

        return (null, []);
    }

    private static JsonObject? Next(JsonObject schema, string step) =>
        step == "[]" ? schema["items"] as JsonObject
        : schema["properties"] is JsonObject members && members.ContainsKey(step) ? members[step] as JsonObject ?? []
        : null;

    private static bool IsOpen(JsonObject schema) =>
        schema["additionalProperties"] is JsonObject
        || (schema["properties"] is null && schema["items"] is null && schema["type"]?.ToString() is null or "object" or "array");

    /// <summary>Returns the schemas that one stands for: what it refers to, and each of several kinds.</summary>
    private static List<JsonObject> KindsOf(JsonObject schema, PublicContract contract)
    {
        var (kinds, waiting, seen) = (new List<JsonObject>(), new Queue<JsonObject>([schema]), new HashSet<JsonObject>());
        while (kinds.Count < MostKinds && waiting.TryDequeue(out var next))
        {
            if (!seen.Add(next))
                continue;
            if (next["$ref"]?.ToString() is { } reference)
                waiting.Enqueue(
                    reference.StartsWith(PublicContract.SchemasPrefix, StringComparison.Ordinal)
                    && contract.Schemas[reference[PublicContract.SchemasPrefix.Length..]] is JsonObject referred
                        ? referred
                        : []);
            else if (Several.Select(k => next[k]).OfType<JsonArray>().ToList() is { Count: > 0 } several)
            {
                foreach (var kind in several.SelectMany(s => s).OfType<JsonObject>().Where(k => !OnlyRequires(k)))
                    waiting.Enqueue(kind);
                if (next.ContainsKey("properties"))
                    kinds.Add(next);
            }
            else
            {
                kinds.Add(next);
            }
        }

        return kinds;
    }

    // Which of several members is there says nothing of the members themselves.
    private static bool OnlyRequires(JsonObject schema) =>
        schema.Count > 0 && schema.All(part => part.Key is "required" or "not");
}

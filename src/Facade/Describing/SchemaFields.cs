using System.Text.Json.Nodes;
using Hub.Platform.Describing;

namespace Hub.Facade.Describing;

/// <summary>Looks for fields in the schemas of a contract's answers.</summary>
internal static class SchemaFields
{
    private const int MostKinds = 50;
    private static readonly string[] Several = ["anyOf", "oneOf", "allOf"];

    /// <summary>Returns the schemas of the good answers of a route; null where nothing is known of it.</summary>
    public static List<JsonObject>? AnswersOf(RequestContract? known) => known?.Answers
        .Where(a => a.Status is >= 200 and < 300 && a.Schema is not null).Select(a => a.Schema!).ToList();

    /// <summary>Returns the first step that a schema does not have, and the members beside it; null where it has all.</summary>
    public static (int? Missing, IEnumerable<string> Beside) FindMissing(
        JsonObject schema, IReadOnlyList<string> steps, PublicContract contract)
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

    /// <summary>Returns the schemas at a field; none where the contract leaves it open.</summary>
    public static List<JsonObject> Find(JsonObject schema, IEnumerable<string> steps, PublicContract contract)
    {
        List<JsonObject> here = [schema];
        foreach (var step in steps)
            here =
            [
                .. here.SelectMany(k => KindsOf(k, contract)).Select(k => Next(k, step)).OfType<JsonObject>().Take(MostKinds),
            ];
        return here;
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

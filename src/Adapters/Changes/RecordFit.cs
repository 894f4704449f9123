using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Changes;

/// <summary>
/// Compares the record that one side of a link gives with the record that the other side takes, both in JSON Schema. What a
/// schema leaves open is taken as fitting.
/// </summary>
internal static class RecordFit
{
    private static readonly string[] Several = ["allOf", "anyOf", "oneOf"];

    /// <summary>Returns what does not fit, each as half a sentence with the place in the record.</summary>
    /// <param name="given">The record given.</param>
    /// <param name="taken">The record taken.</param>
    public static IEnumerable<string> Misfits(JsonObject given, JsonObject taken) => Compare(given, taken, "");

    private static IEnumerable<string> Compare(JsonNode? given, JsonNode? taken, string at)
    {
        (given, taken) = (Bare(given), Bare(taken));
        if (given is not JsonObject left || taken is not JsonObject right || IsOpen(left) || IsOpen(right))
            return [];
        var (one, other) = (Kinds(left), Kinds(right));
        if (one.Count > 0 && other.Count > 0 && !one.Overlaps(other))
            return [$"'{at}' is given as {Words(one)} and taken as {Words(other)}"];
        return Values(left, right, at).Concat(Lengths(left, right, at))
            .Concat(left["items"] is { } entries && right["items"] is { } items ? Compare(entries, items, at + "[]") : [])
            .Concat(Members(left, right, at));
    }

    private static IEnumerable<string> Members(JsonObject given, JsonObject taken, string at)
    {
        if (given["properties"] is not JsonObject left || taken["properties"] is not JsonObject right)
            yield break;
        foreach (var name in (taken["required"] as JsonArray ?? []).Select(r => r!.ToString()).Where(r => !left.ContainsKey(r)))
            yield return $"'{Place(at, name)}' is required, and not given";
        foreach (var (name, value) in left)
        {
            if (right.TryGetPropertyValue(name, out var wanted))
                foreach (var misfit in Compare(value, wanted, Place(at, name)))
                    yield return misfit;
            else if (IsClosed(taken))
                yield return $"'{Place(at, name)}' is given, and not known";
        }
    }

    private static IEnumerable<string> Values(JsonObject given, JsonObject taken, string at)
    {
        if (given["enum"] is not JsonArray left || taken["enum"] is not JsonArray right)
            return [];
        var known = right.Select(v => v?.ToString()).ToHashSet(StringComparer.Ordinal);
        return left.Select(v => v?.ToString()).OfType<string>().Where(v => !known.Contains(v))
            .Select(v => $"'{at}' may be '{v}', which is not known");
    }

    private static IEnumerable<string> Lengths(JsonObject given, JsonObject taken, string at) =>
        LongestOf(given) is { } longest && LongestOf(taken) is { } room && longest > room
            ? [$"'{at}' may have {longest} characters, and at most {room} are taken"]
            : [];

    private static long? LongestOf(JsonObject schema) =>
        long.TryParse(schema["maxLength"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var longest)
            ? longest
            : null;

    // What may be null as well is compared as what it is otherwise.
    private static JsonNode? Bare(JsonNode? schema) =>
        schema is JsonObject && schema["anyOf"] is JsonArray { Count: 2 } kinds && kinds[1]?["type"] is JsonValue other
        && other.GetValueKind() == JsonValueKind.String && other.GetValue<string>() == "null"
            ? kinds[0]
            : schema;

    private static bool IsOpen(JsonObject schema) =>
        schema.ContainsKey("$ref") || Several.Any(word => schema[word] is JsonArray kinds && !kinds.All(OnlyRequires));

    // Which of several members is there says nothing of the members themselves.
    private static bool OnlyRequires(JsonNode? schema) => schema is JsonObject kind && kind.All(part => part.Key switch
    {
        "required" => true,
        "not" => OnlyRequires(part.Value),
        _ => Several.Contains(part.Key, StringComparer.Ordinal) && part.Value is JsonArray kinds && kinds.All(OnlyRequires),
    });

    private static bool IsClosed(JsonObject schema) =>
        schema["additionalProperties"] is JsonValue closed && closed.GetValueKind() == JsonValueKind.False;

    // A value that may be left out is null on one side and absent on the other; and a whole number is a number.
    private static HashSet<string> Kinds(JsonObject schema) => (schema["type"] switch
    {
        JsonArray several => several.Select(t => t!.ToString()),
        JsonValue one => [one.ToString()],
        _ => [],
    }).Where(t => t != "null").Select(t => t == "integer" ? "number" : t).ToHashSet(StringComparer.Ordinal);

    private static string Words(IEnumerable<string> kinds) => string.Join(" or ", kinds.Order(StringComparer.Ordinal));

    private static string Place(string at, string name) => at.Length == 0 ? name : $"{at}.{name}";
}

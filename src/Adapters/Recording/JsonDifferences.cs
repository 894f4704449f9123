using System.Text.Json.Nodes;

namespace Hub.Adapters.Recording;

/// <summary>Where two documents differ, place by place; a number with other digits is another number.</summary>
internal static class JsonDifferences
{
    private const int Most = 20;

    public static IEnumerable<string> Find(JsonNode? expected, JsonNode? actual) => Find(expected, actual, "").Take(Most);

    private static IEnumerable<string> Find(JsonNode? expected, JsonNode? actual, string at)
    {
        if (expected is JsonObject was && actual is JsonObject now)
            return was
                .Select(f => f.Key)
                .Union(now.Select(f => f.Key), StringComparer.Ordinal)
                .SelectMany(name => (was.ContainsKey(name), now.ContainsKey(name)) switch
            {
                (true, false) => [$"{at}{name} is missing; it was {Show(was[name])}"],
                (false, true) => [$"{at}{name} is new: {Show(now[name])}"],
                _ => Find(was[name], now[name], $"{at}{name}."),
            });
        if (expected is JsonArray before && actual is JsonArray after)
            return before.Count != after.Count
                ? [$"{at.TrimEnd('.')} has {after.Count} entries; it had {before.Count}"]
                : before.Zip(after).SelectMany((pair, index) => Find(pair.First, pair.Second, $"{at.TrimEnd('.')}[{index}]."));
        return Show(expected) == Show(actual)
            ? []
            : [$"{(at.Length == 0 ? "it" : at.TrimEnd('.'))} is {Show(actual)}; it was {Show(expected)}"];
    }

    private static string Show(JsonNode? value) => value?.ToJsonString() ?? "null";
}

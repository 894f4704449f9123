using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Problems;

namespace Hub.Sync.Parking;

/// <summary>
/// Holds a record against an entity's contract and tells every fault, as far as types, members and lists of values go. The
/// target has the last word, as it applies the record.
/// </summary>
internal static class ContractFaults
{
    /// <summary>Returns a fault for each place where a record does not fit the contract.</summary>
    public static IReadOnlyList<ProblemError> Find(JsonNode? value, JsonObject schema)
    {
        var faults = new List<ProblemError>();
        Check(value, schema, "", faults);
        return faults;
    }

    private static void Check(JsonNode? value, JsonNode? schema, string path, List<ProblemError> faults)
    {
        if (schema is not JsonObject told)
            return;
        var types = told["type"] switch
        {
            JsonArray several => several.Select(t => t!.GetValue<string>()).ToList(),
            JsonValue one => [one.GetValue<string>()],
            _ => [],
        };
        if (types.Count > 0 && !types.Any(t => Is(value, t)))
        {
            faults.Add(new(path.Length == 0 ? "$" : path, $"must be {string.Join(" or ", types)}"));
            return;
        }

        if (told["enum"] is JsonArray allowed && !allowed.Any(a => JsonNode.DeepEquals(a, value)))
            faults.Add(new(path, $"must be one of {string.Join(", ", allowed.Select(a => a?.ToString() ?? "null"))}"));
        if (value is JsonObject record)
            CheckMembers(record, told, path, faults);
        else if (value is JsonArray list && told["items"] is { } items)
            for (var i = 0; i < list.Count; i++)
                Check(list[i], items, $"{path}[{i}]", faults);
    }

    private static void CheckMembers(JsonObject record, JsonObject schema, string path, List<ProblemError> faults)
    {
        var known = schema["properties"] as JsonObject;
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()))
            if (!record.ContainsKey(name))
                faults.Add(new(Under(path, name), "is required"));
        var isClosed = schema["additionalProperties"] is JsonValue rest && rest.GetValueKind() == JsonValueKind.False;
        foreach (var (name, value) in record)
            if (known?[name] is { } member)
                Check(value, member, Under(path, name), faults);
            else if (known?.ContainsKey(name) != true && isClosed)
                faults.Add(new(
                    Under(path, name), $"is not known; known are {string.Join(", ", known?.Select(m => m.Key) ?? [])}"));
    }

    private static bool Is(JsonNode? value, string type) => (value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number"
            || (type == "integer" && decimal.TryParse(value!.ToJsonString(), out var number) && decimal.IsInteger(number)),
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        _ => type == "null",
    };

    private static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}

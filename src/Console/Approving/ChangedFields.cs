using System.Text.Json;

namespace Hub.Console.Approving;

/// <summary>Compares what is served with what is asked for, member by member.</summary>
internal static class ChangedFields
{
    /// <summary>Returns the members that differ, each as it is and as it would be.</summary>
    public static IEnumerable<(string Name, string From, string To)> Of(JsonElement from, JsonElement to)
    {
        if (from.ValueKind != JsonValueKind.Object || to.ValueKind != JsonValueKind.Object)
            return [("all of it", Text(from), Text(to))];
        return from.EnumerateObject().Concat(to.EnumerateObject()).Select(p => p.Name).Distinct(StringComparer.Ordinal)
            .Select(name => (name, Member(from, name), Member(to, name)))
            .Where(m => m.Item2 != m.Item3);
    }

    private static string Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? Text(value) : "";

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "" : value.ToString();
}

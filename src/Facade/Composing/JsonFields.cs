using System.Text.Json;
using Hub.Platform.Plan;

namespace Hub.Facade.Composing;

/// <summary>Finds fields in a part's answer.</summary>
internal static class JsonFields
{
    /// <summary>Returns the elements that a field names, one for each entry where it goes through lists.</summary>
    public static IEnumerable<JsonElement> Find(JsonElement from, PartField field)
    {
        IEnumerable<JsonElement> found = [from];
        foreach (var step in field.Steps)
            found = step == PartField.Each
                ? found.Where(e => e.ValueKind == JsonValueKind.Array).SelectMany(e => e.EnumerateArray())
                : found.Where(e => e.ValueKind == JsonValueKind.Object && e.TryGetProperty(step, out _))
                    .Select(e => e.GetProperty(step));
        return found;
    }

    /// <summary>Returns an element as a parameter value, or null if it is not a string, number or boolean.</summary>
    public static string? TextOf(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => ReadText(element),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };

    private static string? ReadText(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair.
            return null;
        }
    }
}

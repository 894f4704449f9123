using System.Text.Json;

namespace Hub.Facade.Access;

/// <summary>Reads texts from JSON that anybody may have written.</summary>
internal static class JsonTexts
{
    /// <summary>A member that is a text; null where it is missing or anything else.</summary>
    public static string? Text(this JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.Text() : null;

    /// <summary>The text, or null where it is none, also for half a surrogate pair, which is no Unicode.</summary>
    public static string? Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}

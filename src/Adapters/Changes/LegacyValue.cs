using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Changes;

/// <summary>
/// Compares two spellings of a value as a system would: numbers, times and flags by what they say, texts but for blanks at the
/// end.
/// </summary>
internal static class LegacyValue
{
    private static readonly string[] True = ["true", "1"];
    private static readonly string[] False = ["false", "0"];

    /// <summary>Returns whether two values are one. A text of digits is a number only where one of the two is.</summary>
    public static bool AreSame(JsonNode? one, JsonNode? other, bool ofNumber)
    {
        var (left, right) = (TextOf(one), TextOf(other));
        if (string.Equals(left, right, StringComparison.Ordinal))
            return true;
        if ((ofNumber || Is(one, JsonValueKind.Number) || Is(other, JsonValueKind.Number))
            && decimal.TryParse(left, NumberStyles.Float, CultureInfo.InvariantCulture, out var l)
            && decimal.TryParse(right, NumberStyles.Float, CultureInfo.InvariantCulture, out var r))
            return l == r;
        if (Is(one, JsonValueKind.True, JsonValueKind.False) || Is(other, JsonValueKind.True, JsonValueKind.False))
            return (True.Contains(left) && True.Contains(right)) || (False.Contains(left) && False.Contains(right));
        return TimeOf(left) is { } begins && begins == TimeOf(right);
    }

    private static string TextOf(JsonNode? value) => (value switch
    {
        null => "",
        JsonValue text when text.TryGetValue<string>(out var said) => said,
        _ => value.ToJsonString(),
    }).TrimEnd(' ');

    private static bool Is(JsonNode? value, params ReadOnlySpan<JsonValueKind> kinds) =>
        value is not null && kinds.Contains(value.GetValueKind());

    private static DateTimeOffset? TimeOf(string text) =>
        text is [>= '0' and <= '9', >= '0' and <= '9', >= '0' and <= '9', >= '0' and <= '9', '-', ..]
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}

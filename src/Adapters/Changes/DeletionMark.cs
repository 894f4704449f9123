using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Changes;

/// <summary>Reads whether a system says of an entry that the record is deleted.</summary>
internal static class DeletionMark
{
    /// <summary>The field of an entry that holds the mark.</summary>
    public const string Field = "deleted";

    /// <summary>
    /// Returns whether an entry is marked: true, 1 or a time is a deletion; false, 0, null, an empty text or a missing mark is
    /// none. Returns null where the mark is another value.
    /// </summary>
    public static bool? IsSet(JsonObject entry) => entry[Field] switch
    {
        null => false,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
            value.GetValueKind() == JsonValueKind.True,
        var value => value.ToString().Trim() switch
        {
            "" or "0" => false,
            "1" => true,
            var text when bool.TryParse(text, out var mark) => mark,
            var text when text.Length >= "2002-02-28".Length && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _) => true,
            _ => null,
        },
    };
}

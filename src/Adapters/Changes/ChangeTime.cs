using System.Globalization;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Changes;

/// <summary>Reads when a system says that a record was last changed.</summary>
internal static class ChangeTime
{
    /// <summary>The field of a mapped answer, or of one entry of it, that holds the time.</summary>
    public const string Field = "modifiedAt";

    /// <summary>Returns the time, in UTC where the system tells no offset; null where it is missing or cannot be read.</summary>
    public static DateTimeOffset? Read(JsonObject answer) => DateTimeOffset.TryParse(
        answer[Field]?.ToString(), CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : null;
}

using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Problems;
using Hub.Sync.Bonds;

namespace Hub.Sync.Reconciling;

/// <summary>A record that the sides do not hold alike although nothing of it is on its way.</summary>
/// <param name="Legacy">Its key on the legacy side; null where it never was there.</param>
/// <param name="New">Its key on the new side, or in the copy; null where it never was there.</param>
/// <param name="Kind"><c>differs</c>, <c>onlyAtLegacy</c> or <c>onlyAtNew</c>.</param>
/// <param name="Fields">The fields that differ; none where one side has no such record.</param>
/// <param name="Hash">Stands for both contents, so that a repair notices whatever was written since.</param>
internal sealed record DriftedRecord(
    string? Legacy, string? New, string Kind, ImmutableArray<DriftedField> Fields, string Hash)
{
    public const string Differs = "differs";
    public const string OnlyAtLegacy = "onlyAtLegacy";
    public const string OnlyAtNew = "onlyAtNew";

    /// <summary>The key that people know the record by.</summary>
    public string Key => New ?? Legacy!;

    /// <summary>Whether both sides had it once, so that one of them has lost or deleted what it lacks.</summary>
    public bool WasOnBoth { get; init; }

    /// <summary>The key that it moves with; null where it has none.</summary>
    public string? CohortKey { get; init; }

    /// <summary>Why a repair left it as it was; null where none was tried.</summary>
    public string? Left { get; init; }
}

/// <summary>A field that differs; what kind of value it has on each side, and not the value, which may be personal.</summary>
/// <param name="Path">Where it stands: <c>address.city</c>.</param>
/// <param name="Legacy">What the legacy side has: <c>text, 12 characters</c>.</param>
/// <param name="New">What the new side has.</param>
internal sealed record DriftedField(string Path, string Legacy, string New)
{
    /// <summary>Returns the fields in which two contents differ: objects by member, a list is one value.</summary>
    public static IEnumerable<DriftedField> Of(JsonObject legacy, JsonObject @new, string at = "") =>
        ContractJson.Names(legacy, @new)
            .Where(name => !ContractJson.AreSame(legacy[name], @new[name]))
            .SelectMany(name => legacy[name] is JsonObject a && @new[name] is JsonObject b
                ? Of(a, b, $"{at}{name}.")
                : [new DriftedField(at + name, Describe(legacy[name]), Describe(@new[name]))]);

    private static string Describe(JsonNode? value) => value?.GetValueKind() switch
    {
        null or JsonValueKind.Null => "nothing",
        JsonValueKind.String => string.Create(
            CultureInfo.InvariantCulture, $"text, {Counted.Of(value.GetValue<string>().Length, "character")}"),
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "yes or no",
        JsonValueKind.Array => $"list, {Counted.Of(value.AsArray().Count, "entry", "entries")}",
        _ => "an object",
    };
}

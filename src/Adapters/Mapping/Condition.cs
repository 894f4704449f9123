using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Mapping;

/// <summary>What must be for a binding to have any meaning: <c>when: { STAT: [S, D] }</c>.</summary>
/// <param name="Path">From the root of the legacy document; of the request in an <c>in</c>.</param>
/// <param name="Values">What must stand there, one of these; none where it only matters whether anything does.</param>
/// <param name="Present">Without values: whether anything must stand there.</param>
internal sealed record Condition(ImmutableArray<string> Path, ImmutableArray<string> Values, bool Present)
{
    /// <summary>Whether it is asked of the request instead of the legacy document.</summary>
    public bool OfRequest { get; init; }

    public bool Holds(JsonNode? document)
    {
        var there = DocumentTree.TryGet(document, Path, out var value) && value is not null;
        return Values.IsEmpty
            ? there == Present
            : there && value is JsonValue && Values.Contains(value.ToString(), StringComparer.Ordinal);
    }

    public bool Holds(JsonElement? document)
    {
        var there = DocumentTree.TryGet(document, Path, out var value) && value.ValueKind != JsonValueKind.Null;
        return Values.IsEmpty
            ? there == Present
            : there && TextOf(value) is { } text && Values.Contains(text, StringComparer.Ordinal);
    }

    /// <summary>
    /// Makes it so in a document being written, where that can be done in one way only and nothing speaks against it.
    /// </summary>
    public bool TryMake(ref JsonNode? document)
    {
        if (Holds(document))
            return true;
        if (Values is not [var only] || DocumentTree.TryGet(document, Path, out _))
            return false;
        DocumentTree.Set(ref document, Path, JsonValue.Create(only));
        return true;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };

    public override string ToString() => string.Join('/', Path)
        + (Values.IsEmpty ? Present ? " is there" : " is not there" : $" is {string.Join(" or ", Values)}");
}

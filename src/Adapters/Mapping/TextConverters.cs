using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Problems;
using static Hub.Adapters.Mapping.ConversionException;

namespace Hub.Adapters.Mapping;

/// <summary>Blanks before a text go when read; nothing is done when written.</summary>
/// <param name="Both">Whether those behind it go as well.</param>
internal sealed record Trimming(bool Both) : IConverter
{
    public JsonNode ToContract(JsonNode legacy) =>
        JsonValue.Create(Both ? TextOf(legacy).Trim(' ') : TextOf(legacy).TrimStart(' '));

    public JsonNode ToLegacy(JsonNode contract) => contract;
}

/// <summary>
/// A number kept as text of fixed width: zeros before it go when read, and come back up to the width when written.
/// </summary>
/// <param name="Width">The width.</param>
internal sealed record Zeros(int Width) : IConverter
{
    public JsonNode ToContract(JsonNode legacy) => TextOf(legacy) is var text && text.TrimStart('0') is { Length: > 0 } digits
        ? JsonValue.Create(digits)
        : JsonValue.Create(text.Length > 0 ? "0" : "");

    public JsonNode ToLegacy(JsonNode contract) => TextOf(contract) is var text && text.Length <= Width
        ? JsonValue.Create(text.Length > 0 ? text.PadLeft(Width, '0') : "")
        : throw new ConversionException($"is longer than {Counted.Of(Width, "character")}", Shown(text));
}

/// <summary>A text that the contract has in one case and the system in the other.</summary>
/// <param name="Lower">Whether the contract's is the lower one.</param>
internal sealed record LetterCase(bool Lower) : IConverter
{
    public JsonNode ToContract(JsonNode legacy) => Change(TextOf(legacy), Lower);

    public JsonNode ToLegacy(JsonNode contract) => Change(TextOf(contract), !Lower);

    private static JsonValue Change(string text, bool lower) =>
        JsonValue.Create(lower ? text.ToLowerInvariant() : text.ToUpperInvariant());
}

/// <summary>A list that the system keeps in one text.</summary>
/// <param name="Separator">What stands between the entries.</param>
internal sealed record Split(string Separator) : IConverter
{
    public JsonNode ToContract(JsonNode legacy) => new JsonArray(
        [.. TextOf(legacy).Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(entry => JsonValue.Create(entry))]);

    public JsonNode ToLegacy(JsonNode contract)
    {
        if (contract is not JsonArray entries)
            throw new ConversionException("must be an array");
        var texts = entries.Select(e => e is null ? "" : TextOf(e)).ToList();
        if (texts.Find(t => t.Length == 0 || t.Contains(Separator, StringComparison.Ordinal)) is { } odd)
            throw odd.Length == 0
                ? new ConversionException("has an empty entry")
                : new ConversionException($"holds '{Separator}', which stands between entries", Shown(odd));
        return JsonValue.Create(string.Join(Separator, texts));
    }
}

/// <summary>One piece of a value in the contract, which joins several of the system's. Only ever written.</summary>
/// <param name="Index">Which piece, from 0.</param>
/// <param name="Of">How many there are.</param>
/// <param name="Separator">What stands between them; in the last piece it may stand as well.</param>
internal sealed record Piece(int Index, int Of, string Separator) : IConverter
{
    public JsonNode ToContract(JsonNode legacy) => throw new InvalidOperationException("A piece is not a value of the contract.");

    public JsonNode ToLegacy(JsonNode contract) =>
        TextOf(contract) is var text && text.Split(Separator, Of) is var pieces && pieces.Length == Of
            ? JsonValue.Create(pieces[Index])
            : throw new ConversionException($"does not have {Of} parts with '{Separator}' between them", Shown(text));

    /// <summary>The whole of its pieces.</summary>
    public static JsonNode Join(IReadOnlyList<string> pieces, string separator) =>
        pieces.Take(pieces.Count - 1).FirstOrDefault(p => p.Contains(separator, StringComparison.Ordinal)) is { } odd
            ? throw new ConversionException($"holds '{separator}', which stands between the parts", Shown(odd))
            : JsonValue.Create(string.Join(separator, pieces));
}

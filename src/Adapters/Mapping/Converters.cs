using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Problems;
using Hub.Soap.Shapes;
using static Hub.Adapters.Mapping.ConversionException;

namespace Hub.Adapters.Mapping;

/// <summary>The contract puts a prefix before the legacy value: 3001 is <c>O-3001</c>.</summary>
internal sealed record Prefix(string Text) : IConverter
{
    public JsonNode ToContract(JsonNode legacy) => JsonValue.Create(Text + TextOf(legacy));

    public JsonNode ToLegacy(JsonNode contract) => TextOf(contract) is var text && text.StartsWith(Text, StringComparison.Ordinal)
        ? JsonValue.Create(text[Text.Length..])
        : throw new ConversionException($"does not begin with '{Text}'", Shown(text));
}

/// <summary>Fixed-width text: trailing blanks go when read, and come back up to the width when written.</summary>
/// <param name="Width">The width; 0 writes no blanks.</param>
internal sealed record Padding(int Width) : IConverter
{
    public JsonNode ToContract(JsonNode legacy) => JsonValue.Create(TextOf(legacy).TrimEnd(' '));

    public JsonNode ToLegacy(JsonNode contract) => TextOf(contract) is var text && (Width == 0 || text.Length <= Width)
        ? JsonValue.Create(text.PadRight(Width))
        : throw new ConversionException($"is longer than {Counted.Of(Width, "character")}", Shown(text));
}

/// <summary>Words for codes, one for one.</summary>
/// <param name="ByCode">Legacy code → contract word.</param>
/// <param name="ByWord">Contract word → legacy code.</param>
/// <param name="Flag">Whether the words are JSON's <c>true</c> and <c>false</c>.</param>
/// <param name="Otherwise">
/// The word for codes that are not listed; it is read only, unless it is one of the others. Null refuses them.
/// </param>
internal sealed record Codes(
    FrozenDictionary<string, string> ByCode, FrozenDictionary<string, string> ByWord, bool Flag, string? Otherwise = null)
    : IConverter
{
    public JsonNode ToContract(JsonNode legacy) =>
        Look(ByCode, TextOf(legacy), Otherwise) is var word && Flag ? JsonValue.Create(word == "true") : JsonValue.Create(word);

    public JsonNode ToLegacy(JsonNode contract) => TextOf(contract) is var word && word == Otherwise && !ByWord.ContainsKey(word)
        ? throw new ConversionException("stands for codes that nobody listed, and cannot be written", Shown(word))
        : JsonValue.Create(Look(ByWord, word, otherwise: null));

    private static string Look(FrozenDictionary<string, string> codes, string text, string? otherwise) =>
        codes.TryGetValue(text, out var other)
            ? other
            : otherwise ?? throw new ConversionException(
                $"is not one of {string.Join(", ", codes.Keys.Order(StringComparer.Ordinal))}", Shown(text));
}

/// <summary>A number that the legacy system keeps as text; blanks are no number, and so null.</summary>
internal sealed record TextNumber : IConverter
{
    public JsonNode? ToContract(JsonNode legacy) => TextOf(legacy).Trim() is { Length: > 0 } text
        ? XmlNumber.ToJson(text, exponent: false) ?? throw new ConversionException("is not a number", Shown(TextOf(legacy)))
        : null;

    public JsonNode ToLegacy(JsonNode contract) => contract.GetValueKind() == JsonValueKind.Number
        ? JsonValue.Create(XmlNumber.FromJson(contract.ToJsonString()))
        : throw new ConversionException("is not a number", Shown(TextOf(contract)));
}

/// <summary>
/// A decimal number that the legacy system keeps as a whole one: 12345 is 123.45. Digits move, nothing is computed.
/// </summary>
/// <param name="Decimals">How many digits are decimals.</param>
internal sealed record ScaledNumber(int Decimals) : IConverter
{
    public JsonNode? ToContract(JsonNode legacy)
    {
        var text = XmlNumber.ToJson(TextOf(legacy).Trim(), exponent: false)?.ToJsonString();
        if (text is null || text.Contains('.', StringComparison.Ordinal))
            throw new ConversionException("is not a whole number", Shown(TextOf(legacy)));
        var digits = text.TrimStart('-').PadLeft(Decimals + 1, '0');
        return XmlNumber.ToJson($"{(text[0] == '-' ? "-" : "")}{digits[..^Decimals]}.{digits[^Decimals..]}", exponent: false);
    }

    public JsonNode? ToLegacy(JsonNode contract)
    {
        var text = XmlNumber.ToJson(XmlNumber.FromJson(TextOf(contract).Trim()), exponent: false)?.ToJsonString()
            ?? throw new ConversionException("is not a number", Shown(TextOf(contract)));
        var point = text.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? "" : text[(point + 1)..].TrimEnd('0');
        return decimals.Length <= Decimals
            ? XmlNumber.ToJson((point < 0 ? text : text[..point]) + decimals.PadRight(Decimals, '0'), exponent: false)
            : throw new ConversionException($"has more than {Counted.Of(Decimals, "decimal")}", Shown(text));
    }
}

/// <summary>
/// What the contract allows and the system would not refuse in terms a caller understands. Read, nothing is checked.
/// </summary>
internal sealed record Range(decimal Min, decimal Max) : IConverter
{
    private string Allowed => (Min, Max) switch
    {
        (_, decimal.MaxValue) => $"{Min} or more",
        (decimal.MinValue, _) => $"{Max} or less",
        _ => $"from {Min} to {Max}",
    };

    public JsonNode ToContract(JsonNode legacy) => legacy;

    public JsonNode ToLegacy(JsonNode contract)
    {
        // What is no number at all is left to the schema, which knows what it should be.
        if (!decimal.TryParse(TextOf(contract), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            || (value >= Min && value <= Max))
            return contract;
        throw new ConversionException($"is not {Allowed}", Shown(TextOf(contract)));
    }
}

/// <summary>Text that must not be shorter, as the contract has it.</summary>
internal sealed record MinLength(int Length) : IConverter
{
    public JsonNode ToContract(JsonNode legacy) => legacy;

    public JsonNode ToLegacy(JsonNode contract) => TextOf(contract).Length >= Length
        ? contract
        : throw new ConversionException(Length == 1 ? "must not be empty" : $"is shorter than {Length} characters");
}

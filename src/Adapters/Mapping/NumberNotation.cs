using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Problems;
using Hub.Soap.Shapes;
using static Hub.Adapters.Mapping.ConversionException;

namespace Hub.Adapters.Mapping;

/// <summary>A number that the legacy system keeps as text, as people write it: <c>1.234,50-</c>.</summary>
/// <param name="Decimal">What stands before the decimals.</param>
/// <param name="Group">What stands between thousands; null for nothing.</param>
/// <param name="SignAtEnd">Whether a minus stands behind the digits.</param>
/// <param name="Decimals">How many decimals there are when written, or null for as many as there are.</param>
internal sealed record NumberNotation(char Decimal, char? Group, bool SignAtEnd, int? Decimals) : IConverter
{
    private const int GroupLength = 3;

    public JsonNode? ToContract(JsonNode legacy)
    {
        var text = TextOf(legacy).Trim();
        if (text.Length == 0)
            return null;
        var minus = SignAtEnd ? text[^1] == '-' : text[0] == '-';
        var sign = minus || (SignAtEnd ? text[^1] == '+' : text[0] == '+');
        var digits = (sign ? SignAtEnd ? text[..^1] : text[1..] : text).Trim().Split(Decimal);
        return digits.Length <= 2
            && Ungroup(digits[0]) is { } whole
            && digits.All(d => d.Length > 0)
            && digits[^1].All(c => char.IsAsciiDigit(c) || digits.Length == 1)
            ? XmlNumber.ToJson($"{(minus ? "-" : "")}{whole}{(digits.Length == 2 ? $".{digits[1]}" : "")}", exponent: false)
            : throw new ConversionException("is not a number in the system's notation", Shown(text));
    }

    public JsonNode ToLegacy(JsonNode contract)
    {
        var text = contract.GetValueKind() == JsonValueKind.Number
            ? XmlNumber.FromJson(contract.ToJsonString())
            : throw new ConversionException("is not a number", Shown(TextOf(contract)));
        var (minus, parts) = (text.StartsWith('-'), text.TrimStart('-').Split('.'));
        var decimals = parts.Length == 2 ? parts[1] : "";
        if (Decimals is { } count)
            decimals = decimals.TrimEnd('0') is var needed && needed.Length <= count
                ? needed.PadRight(count, '0')
                : throw new ConversionException($"has more than {Counted.Of(count, "decimal")}", Shown(text));
        var written = Regroup(parts[0]) + (decimals.Length > 0 ? $"{Decimal}{decimals}" : "");
        return JsonValue.Create(
            (minus, SignAtEnd) switch { (false, _) => written, (_, true) => $"{written}-", _ => $"-{written}" });
    }

    // 1.5 is no fifteen: thousands have three digits, or the notation is another.
    private string? Ungroup(string digits)
    {
        var groups = Group is { } separator ? digits.Split(separator) : [digits];
        var whole = groups.Length == 1
            || (groups[0].Length is >= 1 and <= GroupLength && groups.Skip(1).All(g => g.Length == GroupLength));
        return whole && groups.All(g => g.All(char.IsAsciiDigit)) ? string.Concat(groups) : null;
    }

    private string Regroup(string digits)
    {
        if (Group is not { } separator)
            return digits;
        var first = digits.Length % GroupLength is var rest && rest == 0 ? GroupLength : rest;
        return string.Join(separator, digits[..Math.Min(first, digits.Length)].Length == digits.Length
            ? [digits]
            : (IEnumerable<string>)[digits[..first], .. digits[first..].Chunk(GroupLength).Select(c => new string(c))]);
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hub.Soap.Shapes;

/// <summary>Numbers between XML Schema's notation and JSON's, digit by digit: no binary form in between.</summary>
internal static partial class XmlNumber
{
    // Beyond what a double holds it is no number of anybody's.
    private const int MostMoved = 400;

    /// <summary>
    /// The JSON number, or null when the text is none. XML admits <c>+1</c>, <c>007</c>, <c>.5</c> and <c>5.</c>, JSON does not.
    /// </summary>
    public static JsonNode? ToJson(string text, bool exponent) =>
        InJson(text, exponent) is { } number ? JsonValue.Create(JsonElement.Parse(number)) : null;

    /// <summary>Writes the JSON number; false when the text is none, and nothing was written.</summary>
    public static bool Write(string text, bool exponent, Utf8JsonWriter json)
    {
        if (InJson(text, exponent) is not { } number)
            return false;
        json.WriteRawValue(number, skipInputValidation: true);
        return true;
    }

    private static string? InJson(string text, bool exponent)
    {
        // Nearly all are written as JSON writes them.
        if (IsJson(text))
            return text;
        var match = Notation.Match(text);
        if (!match.Success || (!exponent && match.Groups["exponent"].Length > 0))
            return null;
        var (whole, fraction) = (match.Groups["whole"].Value, match.Groups["fraction"].Value);
        if (whole.Length + fraction.Length == 0)
            return null;
        whole = whole.TrimStart('0');
        return string.Concat(
            match.Groups["minus"].Value,
            whole.Length == 0 ? "0" : whole,
            fraction.Length == 0 ? "" : $".{fraction}",
            match.Groups["exponent"].Value);
    }

    /// <summary>A JSON number as <c>xs:decimal</c> and the integers write it: without an exponent.</summary>
    /// <param name="json">The number as JSON writes it.</param>
    /// <param name="whole">Whether an integer is wanted: JSON's 2.0 is one.</param>
    public static string FromJson(string json, bool whole = false)
    {
        var text = json.AsSpan().IndexOfAny('e', 'E') is > 0 and var exponent ? Expand(json, exponent) : json;
        var point = whole ? text.IndexOf('.', StringComparison.Ordinal) : -1;
        return point > 0 && text.AsSpan(point + 1).IndexOfAnyExcept('0') < 0 ? text[..point] : text;
    }

    // Digit by digit: .NET's decimal has fewer than there may be.
    private static string Expand(string json, int at)
    {
        if (!int.TryParse(json.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)
            || exponent is < -MostMoved or > MostMoved)
            return json;
        var (minus, number) = json[0] == '-' ? ("-", json[1..at]) : ("", json[..at]);
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var digits = number.Replace(".", "", StringComparison.Ordinal);
        var before = (point < 0 ? number.Length : point) + exponent;
        if (digits.Length == 0 || digits.AsSpan().ContainsAnyExceptInRange('0', '9'))
            return json;
        if (before <= 0)
            (digits, before) = (new string('0', 1 - before) + digits, 1);
        var whole = digits[..Math.Min(before, digits.Length)].PadRight(before, '0').TrimStart('0');
        return $"{minus}{(whole.Length == 0 ? "0" : whole)}{(before < digits.Length ? $".{digits[before..]}" : "")}";
    }

    /// <summary>
    /// Whether a number has a value in binary floating point: one beyond the largest becomes infinite there, and one that is too
    /// small becomes zero.
    /// </summary>
    /// <param name="text">The number, as JSON or XML Schema write it.</param>
    /// <param name="single">Whether of single precision.</param>
    public static bool IsFloat(ReadOnlySpan<char> text, bool single)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            return true;
        if (single)
            value = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (value != 0)
            return !double.IsInfinity(value);
        var exponent = text.IndexOfAny('e', 'E');
        return text[..(exponent < 0 ? text.Length : exponent)].IndexOfAnyInRange('1', '9') < 0;
    }

    /// <summary>Whether a number is an integer of a type's range; its fraction may be zeros.</summary>
    public static bool IsWhole(string text, Int128? least, Int128? most)
    {
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var small))
            return !(small < least) && !(small > most);
        if (Int128.TryParse(
            text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return !(number < least) && !(number > most);
        // Beyond 38 digits: the type must be open to that side.
        var point = text.IndexOf('.', StringComparison.Ordinal);
        return (text[0] == '-' ? least is null : most is null)
            && (point < 0 || text.AsSpan(point + 1).IndexOfAnyExcept('0') < 0);
    }

    private static bool IsJson(ReadOnlySpan<char> text)
    {
        if (text is ['-', .. var absolute])
            text = absolute;
        var whole = Digits(text);
        return whole > 0
            && (whole == 1 || text[0] != '0')
            && (whole == text.Length
                || (text[whole] == '.' && whole + 1 < text.Length && Digits(text[(whole + 1)..]) == text.Length - whole - 1));
    }

    private static int Digits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : text.Length;

    [GeneratedRegex(
        @"^(?:\+|(?<minus>-))?(?<whole>[0-9]*)(?:\.(?<fraction>[0-9]*))?(?<exponent>[eE][+-]?[0-9]+)?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Notation { get; }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>Values of requests: their form in JSON, their text, and what is wrong with it.</summary>
internal sealed partial class SimpleValue
{
    /// <summary>
    /// Finds what is wrong with the form of a value that a caller gives in JSON, beside what
    /// <see cref="Write(JsonElement, out string?)"/> finds: it must be of the published type, a date of the published format, and
    /// without blanks around it where XML Schema passes them over.
    /// </summary>
    /// <returns>The problem; null for a value of the right form, and for JSON's null.</returns>
    public string? FindMisform(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return null;
        if (Form == JsonForm.List)
            return value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select((entry, i) => Item!.FindMisform(entry) is { } odd ? $"entry {i} {odd}" : null)
                    .FirstOrDefault(problem => problem is not null)
                : "must be an array";
        var isText = value.ValueKind == JsonValueKind.String;
        return Form switch
        {
            JsonForm.Boolean when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) =>
                "must be true or false, without quotes",
            JsonForm.Number when value.ValueKind != JsonValueKind.Number =>
                $"must be a number, such as {(IsInteger ? "12" : "12.5")}, without quotes",
            JsonForm.Float when value.ValueKind != JsonValueKind.Number && !(isText && IsInfinite(value.GetString()!)) =>
                "must be a number, such as 12.5, without quotes",
            JsonForm.Text when !isText => "must be a text, in quotes",
            JsonForm.Text => FindMisform(value.GetString()!),
            _ => null,
        };
    }

    private string? FindMisform(string text)
    {
        // Full dates have ten characters (RFC 3339, 5.6): a year of four digits, and no zone.
        if (_code == XmlTypeCode.Date && text.Length != "yyyy-MM-dd".Length)
            return $"{Shown($"'{text}'")} is not a date as yyyy-MM-dd";
        return CollapsesBlanks && text.Length > 0 && (IsBlank(text[0]) || IsBlank(text[^1]))
            ? "has blanks around it, which are no part of it"
            : null;
    }

    private bool CollapsesBlanks => !_isFree && _code is not (XmlTypeCode.String or XmlTypeCode.NormalizedString)
        && _datatype?.Variety == XmlSchemaDatatypeVariety.Atomic;

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';

    private static bool IsInfinite(string text) => text is "NaN" or "INF" or "-INF";

    /// <summary>
    /// Writes a value for a request. Text is taken for any type it is valid for, as paths and queries hold nothing else.
    /// </summary>
    /// <returns>The text, or null with the problem.</returns>
    public string? Write(JsonElement value, out string? problem) =>
        value.ValueKind == JsonValueKind.Array && Form == JsonForm.List
            ? WriteEntries(value, out problem)
            : Write(
                value.ValueKind,
                value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(),
                out problem);

    /// <inheritdoc cref="Write(JsonElement, out string?)"/>
    public string? Write(JsonNode value, out string? problem) => value is JsonValue single
        ? Write(single.GetValueKind(), single.TryGetValue<string>(out var text) ? text : single.ToJsonString(), out problem)
        : Write(JsonText.Of(value).Root, out problem);

    /// <param name="kind">What it is in JSON.</param>
    /// <param name="json">A string's text; of everything else how JSON writes it.</param>
    /// <param name="problem">What is wrong, or null.</param>
    private string? Write(JsonValueKind kind, string json, out string? problem)
    {
        var text = kind switch
        {
            JsonValueKind.String when IsInteger => Digits.IsMatch(json) ? json : null,
            // In a path a number has no other notation than that of a list, whose reader may have written it with an exponent.
            JsonValueKind.String when !_isXml && Form is JsonForm.Number && json.AsSpan().IndexOfAny('e', 'E') > 0 =>
                XmlNumber.FromJson(json),
            JsonValueKind.String => json,
            JsonValueKind.Number when Form is JsonForm.Number =>
                XmlNumber.FromJson(json, whole: IsInteger),
            JsonValueKind.Number when Form is JsonForm.Float => json,
            JsonValueKind.True or JsonValueKind.False when Form == JsonForm.Boolean => json,
            _ => null,
        };
        problem = text is null ? $"{Shown(kind == JsonValueKind.String ? $"'{json}'" : json)} is not {Article(Name)}"
            : Form == JsonForm.Float && !XmlNumber.IsFloat(text, single: _code == XmlTypeCode.Float)
                ? $"{Shown($"'{text}'")} is too large or too small for {Article(Name)}"
            : Problem(text);
        return problem is null ? text : null;
    }

    private string? WriteEntries(JsonElement entries, out string? problem)
    {
        var texts = new string[entries.GetArrayLength()];
        foreach (var (i, entry) in entries.EnumerateArray().Index())
        {
            problem = null;
            var text = entry.ValueKind == JsonValueKind.Null ? null : Item!.Write(entry, out problem);
            if (text is not null && (text.Length == 0 || text.AsSpan().IndexOfAny(" \t\r\n") >= 0))
                problem = "is empty or has blanks, which an entry of a list cannot have";
            if (text is null || problem is not null)
            {
                problem = $"entry {i} {(problem is null ? "must not be null" : $"is wrong: {problem}")}";
                return null;
            }

            texts[i] = text;
        }

        var list = string.Join(' ', texts);
        problem = Problem(list);
        return problem is null ? list : null;
    }

    private string? Problem(string text)
    {
        if (!_isXml)
            return text.Contains('\0', StringComparison.Ordinal) ? "has a NUL character"
                : Parses(_datatype!, WithinDecimal(text)) is not null ? $"{Shown($"'{text}'")} is not {Article(Name)}"
                // A column of fixed width gives its values with blanks behind them, and takes them so.
                : Unlisted(text.TrimEnd(' '));
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') is >= 0 and var at && !IsXml(text))
            return $"has a character at {at} that XML cannot carry";
        if (!IsXml(text))
            return "has a character that XML cannot carry";
        // The names of a list have no prefix yet, which System.Xml would want.
        if (IsNames)
            return Facets.Broken(text) is { } limit ? $"{Shown($"'{text}'")} is not a valid {Name}: {limit}" : null;
        if (_isFree || IsName || Parses(_datatype!, WithinDecimal(text)) is not { } facet)
            return null;
        if (Unlisted(text) is { } unlisted)
            return unlisted;
        // XML Schema's days have an hour 24, and years of any length; System.Xml knows neither.
        if (IsMoment && XmlMoment.Is(_code, text)
            && Parses(XmlSchemaType.GetBuiltInSimpleType(_code).Datatype!, text) is not null)
            return null;

        var atomic = _datatype!.Variety == XmlSchemaDatatypeVariety.Atomic;
        if (Form != JsonForm.List
            && (!atomic || Parses(XmlSchemaType.GetBuiltInSimpleType(_code).Datatype!, text) is not null))
            return $"{Shown($"'{text}'")} is not {Article(atomic ? BuiltInName(_code) : Name)}";
        return $"{Shown($"'{text}'")} is not a valid {Name}: {Facets.Broken(text) ?? facet.TrimEnd('.')}";
    }

    private string? Unlisted(string text)
    {
        if (Facets.Enumeration.IsEmpty || Facets.Enumeration.Contains(text, StringComparer.Ordinal))
            return null;
        var more = Facets.Enumeration.Length > MostShown ? ", …" : "";
        return $"{Shown($"'{text}'")} is not one of {string.Join(", ", Facets.Enumeration.Take(MostShown))}{more}";
    }

    // XML Schema sets no limit to decimals and integers, System.Xml does. Beyond it the first digits are checked for all of
    // them: facets that these break, the whole breaks too.
    private string WithinDecimal(string text)
    {
        if (text.Length <= LongestDecimal || _code is not (XmlTypeCode.Decimal or XmlTypeCode.Integer)
            || (_code == XmlTypeCode.Integer && text.Contains('.', StringComparison.Ordinal))
            || XmlNumber.ToJson(text, exponent: false) is not { } number)
            return text;
        var digits = number.ToJsonString();
        return digits.Length <= LongestDecimal ? digits : digits[..LongestDecimal].TrimEnd('.');
    }

    private static string? Parses(XmlSchemaDatatype datatype, string text)
    {
        try
        {
            // Only names need a table; the members of lists and unions may be names.
            var isName = datatype.Variety != XmlSchemaDatatypeVariety.Atomic
                || datatype.TypeCode is (>= XmlTypeCode.NmToken and <= XmlTypeCode.Entity) or XmlTypeCode.QName
                    or XmlTypeCode.Notation;
            datatype.ParseValue(text, isName ? new NameTable() : null, nsmgr: null);
            return null;
        }
        catch (XmlSchemaException e)
        {
            return e.InnerException?.Message ?? e.Message;
        }
        catch (RegexMatchTimeoutException)
        {
            return "it takes too long to compare it with the pattern of its type";
        }
    }

    private static bool IsXml(string text)
    {
        try
        {
            XmlConvert.VerifyXmlChars(text);
            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }
}

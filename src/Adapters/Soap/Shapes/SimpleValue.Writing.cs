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
    /// <see cref="Write(JsonElement, out ValueFault?)"/> finds: it must be of the published type, a date of the published
    /// format, and without blanks around it where XML Schema passes them over.
    /// </summary>
    /// <returns>The problem; null for a value of the right form, and for JSON's null.</returns>
    public ValueFault? FindMisform(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
            return null;
        if (Form == JsonForm.List)
            return value.ValueKind == JsonValueKind.Array
                ? value.EnumerateArray().Select((entry, i) => Item!.FindMisform(entry) is { } odd ? OfEntry(i, odd) : null)
                    .FirstOrDefault(problem => problem is not null)
                : new ValueFault("must be an array");
        var isText = value.ValueKind == JsonValueKind.String;
        return Form switch
        {
            JsonForm.Boolean when value.ValueKind is not (JsonValueKind.True or JsonValueKind.False) =>
                new("must be true or false, without quotes"),
            JsonForm.Number when value.ValueKind != JsonValueKind.Number =>
                new($"must be a number, such as {(IsInteger ? "12" : "12.5")}, without quotes"),
            JsonForm.Float when value.ValueKind != JsonValueKind.Number && !(isText && IsInfinite(value.GetString()!)) =>
                new("must be a number, such as 12.5, without quotes"),
            JsonForm.Text when !isText => new("must be a text, in quotes"),
            JsonForm.Text => FindMisform(value.GetString()!),
            _ => null,
        };
    }

    private ValueFault? FindMisform(string text)
    {
        // Full dates have ten characters (RFC 3339, 5.6): a year of four digits, and no zone.
        if (_code == XmlTypeCode.Date && text.Length != "yyyy-MM-dd".Length)
            return new ValueFault("is not a date as yyyy-MM-dd", Shown(text));
        return CollapsesBlanks && text.Length > 0 && (IsBlank(text[0]) || IsBlank(text[^1]))
            ? new ValueFault("has blanks around it, which are no part of it")
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
    public string? Write(JsonElement value, out ValueFault? problem) =>
        value.ValueKind == JsonValueKind.Array && Form == JsonForm.List
            ? WriteEntries(value, out problem)
            : Write(
                value.ValueKind,
                value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(),
                out problem);

    /// <inheritdoc cref="Write(JsonElement, out ValueFault?)"/>
    public string? Write(JsonNode value, out ValueFault? problem) => value is JsonValue single
        ? Write(single.GetValueKind(), single.TryGetValue<string>(out var text) ? text : single.ToJsonString(), out problem)
        : Write(JsonText.Of(value).Root, out problem);

    /// <param name="kind">What it is in JSON.</param>
    /// <param name="json">A string's text; of everything else how JSON writes it.</param>
    /// <param name="problem">What is wrong, or null.</param>
    private string? Write(JsonValueKind kind, string json, out ValueFault? problem)
    {
        var text = kind switch
        {
            JsonValueKind.String when IsInteger => Digits.IsMatch(json) ? json : null,
            // A filter's number may have been written by a reader of lists, with an exponent.
            JsonValueKind.String when !_isXml && Form is JsonForm.Number && json.AsSpan().IndexOfAny('e', 'E') > 0 =>
                XmlNumber.FromJson(json),
            JsonValueKind.String => json,
            JsonValueKind.Number when Form is JsonForm.Number =>
                XmlNumber.FromJson(json, whole: IsInteger),
            JsonValueKind.Number when Form is JsonForm.Float => json,
            JsonValueKind.True or JsonValueKind.False when Form == JsonForm.Boolean => json,
            _ => null,
        };
        var single = _code == XmlTypeCode.Float;
        problem = text is null ? new ValueFault($"is not {Wanted}", kind == JsonValueKind.String ? Shown(json) : Cut(json))
            : Form == JsonForm.Float && !XmlNumber.IsFloat(text, single)
                ? new ValueFault(
                    $"is too large or too small for a number of {(single ? "single" : "double")} precision", Shown(text))
            : Problem(text);
        return problem is null ? text : null;
    }

    private string? WriteEntries(JsonElement entries, out ValueFault? problem)
    {
        var texts = new string[entries.GetArrayLength()];
        foreach (var (i, entry) in entries.EnumerateArray().Index())
        {
            problem = null;
            var text = entry.ValueKind == JsonValueKind.Null ? null : Item!.Write(entry, out problem);
            if (text is not null && (text.Length == 0 || text.AsSpan().IndexOfAny(" \t\r\n") >= 0))
                problem = new ValueFault("is empty or has blanks, which an entry of a list cannot have");
            if (text is null || problem is not null)
            {
                problem = OfEntry(i, problem ?? new ValueFault("must not be null"));
                return null;
            }

            texts[i] = text;
        }

        var list = string.Join(' ', texts);
        problem = Problem(list);
        return problem is null ? list : null;
    }

    private static ValueFault OfEntry(int index, ValueFault fault) =>
        fault.Shown is null ? new($"entry {index} {fault.Rule}") : new(fault.Rule, $"entry {index}: {fault.Shown}");

    private ValueFault? Problem(string text)
    {
        if (!_isXml)
            return text.Contains('\0', StringComparison.Ordinal) ? new ValueFault("has a NUL character")
                : Parses(_datatype!, WithinDecimal(text)) is not null ? Unfit(text)
                // A column of fixed width gives its values with blanks behind them, and takes them so.
                : Unlisted(text.TrimEnd(' '));
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') is >= 0 and var at && !IsXml(text))
            return new ValueFault($"has a character at {at} that XML cannot carry");
        if (!IsXml(text))
            return new ValueFault("has a character that XML cannot carry");
        // Names have no prefix yet, which System.Xml would want; whether they are names is found where they get one.
        if (HasNames)
            return Item is not null && Facets.Broken(text) is { } limit ? new ValueFault(limit)
                : IsName && text.Length > 0 ? Unlisted(text) : null;
        if (_isFree || Parses(_datatype!, WithinDecimal(text)) is not { } facet)
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
            return Unfit(text);
        if (Facets.Broken(text) is { } rule)
            return Form == JsonForm.List ? new ValueFault(rule) : new ValueFault(rule, Shown(text));
        return Limits.Length > 0 ? Unfit(text)
            : new ValueFault($"breaks a rule of its schema: {facet.TrimEnd('.')}", Form == JsonForm.List ? null : Shown(text));
    }

    private ValueFault? Unlisted(string text) =>
        Facets.Enumeration.IsEmpty || Facets.Enumeration.Contains(text, StringComparer.Ordinal) ? null : Unfit(text);

    private ValueFault Unfit(string text) => new($"is not {Wanted}", Shown(text));

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

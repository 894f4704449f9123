using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Schema;

namespace Hub.Adapters.Shapes;

/// <summary>How a simple type looks in JSON.</summary>
internal enum JsonForm
{
    Text,
    Boolean,
    Number,

    /// <summary>A number, but NaN, INF and -INF are strings.</summary>
    Float,

    /// <summary>An array of values: <c>xs:list</c>.</summary>
    List,
}

/// <summary>A simple type: text in XML, a value in JSON, and the facets in between.</summary>
internal sealed partial class SimpleValue
{
    private const int ShownLength = 40;
    private const int MostShown = 10;
    private const int LongestDecimal = 28;
    private readonly XmlSchemaDatatype? _datatype;
    private readonly XmlTypeCode _code;
    private readonly bool _isXml;
    private readonly bool _isFree;
    private readonly Int128? _least;
    private readonly Int128? _most;

    private SimpleValue(
        XmlSchemaDatatype? datatype, XmlTypeCode code, JsonForm form, string name, ValueFacets facets, bool isXml = true,
        bool isFree = false)
    {
        (_datatype, _code, Form, Name, Facets, _isXml, _isFree) =
            (datatype, code, form, name, facets, isXml, isFree || datatype is null);
        var range = ValueFacets.Of(code);
        (_least, _most) = (Limit(range.Minimum), Limit(range.Maximum));
    }

    /// <summary><c>xs:anyType</c>: its text, whatever it is.</summary>
    public static SimpleValue Any { get; } = new(null, XmlTypeCode.String, JsonForm.Text, "xs:anyType", ValueFacets.Text);

    public JsonForm Form { get; }

    public string Name { get; }

    /// <summary>What is admitted, in the terms of JSON Schema; of a list, what holds for the whole of it.</summary>
    public ValueFacets Facets { get; }

    /// <summary>A list's entries; null for everything else.</summary>
    public SimpleValue? Item { get; private init; }

    /// <summary>Whether it is a qualified name: a prefix in XML, <c>{namespace}local</c> in JSON.</summary>
    public bool IsName => _code is XmlTypeCode.QName or XmlTypeCode.Notation;

    /// <summary>Whether it is <c>xs:anySimpleType</c>, of which each value may say what it is.</summary>
    public bool IsAnySimple => Name == "xs:anySimpleType";

    /// <summary>
    /// Whether a text that says to be of one of XML Schema's types is read as this one and remains the same value: what is
    /// base64 there, or has a prefix, is another text here.
    /// </summary>
    /// <param name="builtIn">Its name, such as <c>base64Binary</c>.</param>
    public bool CanBe(string builtIn)
    {
        var name = new XmlQualifiedName(builtIn == "base64" ? "base64Binary" : builtIn, XmlSchema.Namespace);
        var other = XmlSchemaType.GetBuiltInSimpleType(name)?.TypeCode ?? _code;
        return other == _code || !(IsOpaque(other) || IsOpaque(_code));
    }

    /// <param name="type">A simple type, or a complex one with simple content.</param>
    public static SimpleValue Of(XmlSchemaType type)
    {
        var (datatype, name) = (type.Datatype!, type.QualifiedName);
        if (datatype.Variety == XmlSchemaDatatypeVariety.List)
        {
            var item = SimpleTypes.ItemOf(type) is { } entry ? Of(entry) : Any;
            var limits = ValueFacets.Of(type, new ValueFacets("array"));
            return new SimpleValue(datatype, XmlTypeCode.Token, JsonForm.List, NameOf(name, "list"), limits) { Item = item };
        }

        if (datatype.Variety == XmlSchemaDatatypeVariety.Union)
        {
            // Guessing the member would lose what was written; but where all look alike there is nothing to guess.
            var forms = SimpleTypes.MembersOf(type).Select(Of).ToList();
            var form = forms.Count > 0 && forms[0].Form != JsonForm.List && forms.TrueForAll(f => f.Form == forms[0].Form)
                ? forms[0].Form
                : JsonForm.Text;
            var kinds = forms.Select(f => f.Facets.Type).Distinct(StringComparer.Ordinal).ToList();
            var kind = form == JsonForm.Text ? "string" : kinds.Count == 1 ? kinds[0] : "number";
            // Members that all list their values list those of the whole; a single one that is open leaves it open.
            var listed = new ValueFacets(kind)
            {
                Enumeration = forms.TrueForAll(f => !f.Facets.Enumeration.IsEmpty && f.Form != JsonForm.List)
                    ? [.. forms.SelectMany(f => f.Facets.Enumeration).Distinct(StringComparer.Ordinal)]
                    : [],
            };
            return new SimpleValue(datatype, XmlTypeCode.Token, form, NameOf(name, "union"), ValueFacets.Of(type, listed));
        }

        // What has no type, as an attribute without one, is any text at all.
        var code = datatype.TypeCode is XmlTypeCode.AnyAtomicType or XmlTypeCode.UntypedAtomic
            ? XmlTypeCode.String
            : datatype.TypeCode;
        var facets = ValueFacets.Of(type, ValueFacets.Of(code));
        // Of binary data a length counts bytes, which JSON Schema cannot say.
        if (code is XmlTypeCode.Base64Binary or XmlTypeCode.HexBinary)
            facets = facets with { MinLength = null, MaxLength = null };
        var isFree = code != datatype.TypeCode
            || code == XmlTypeCode.String && datatype == XmlSchemaType.GetBuiltInSimpleType(code).Datatype;
        return new SimpleValue(datatype, code, FormOf(code), NameOf(name, BuiltInName(code)), facets, isFree: isFree);
    }

    /// <summary>A value with the range of one of XML Schema's types that never is in XML: a column, a parameter.</summary>
    /// <param name="code">The type.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="values">The only values there are; none for all of the type's.</param>
    /// <param name="range">The least and the greatest number; null for those of the type.</param>
    public static SimpleValue Column(
        XmlTypeCode code, string name, ImmutableArray<string> values, (int Least, int Most)? range = null) => new(
        XmlSchemaType.GetBuiltInSimpleType(code).Datatype,
        code,
        FormOf(code),
        name,
        Narrowed(ValueFacets.Of(code) with { Enumeration = values }, range),
        isXml: false);

    private static ValueFacets Narrowed(ValueFacets facets, (int Least, int Most)? range) => range is not { } limits
        ? facets
        : facets with
        {
            Minimum = limits.Least.ToString(CultureInfo.InvariantCulture),
            Maximum = limits.Most.ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>
    /// Reads a value from an answer. A schema's own facets are not checked: what a system of record holds is what it holds. What
    /// lies beyond XML Schema's type is: nobody else could read it as that.
    /// An empty element where a number, a flag or a date belongs is common in the field and means null.
    /// </summary>
    /// <param name="text">What stands in the XML.</param>
    /// <param name="json">Where the value goes.</param>
    /// <param name="lenient">Whether a value beyond its type is taken as it stands.</param>
    /// <exception cref="MalformedDocumentException">The text cannot be such a value.</exception>
    public void Read(string text, Utf8JsonWriter json, bool lenient = false)
    {
        if (Form == JsonForm.List)
        {
            json.WriteStartArray();
            foreach (var entry in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
                Item!.Read(entry, json, lenient);
            json.WriteEndArray();
            return;
        }

        var value = _code switch
        {
            XmlTypeCode.String => text,
            XmlTypeCode.NormalizedString => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' '),
            XmlTypeCode.Base64Binary => Joined("", text),
            _ => Joined(" ", text),
        };
        if (!lenient && value.Length > 0 && !IsOfType(value))
            throw Malformed();
        if (_code == XmlTypeCode.Date)
            value = WithoutZone(value);
        if ((Form == JsonForm.Text && (value.Length > 0 || !IsMoment))
            || (Form == JsonForm.Float && IsInfinite(value)))
            json.WriteStringValue(value);
        else if (value.Length == 0)
            json.WriteNullValue();
        else if (Form == JsonForm.Boolean && value is "true" or "1" or "false" or "0")
            json.WriteBooleanValue(value is "true" or "1");
        else if (Form == JsonForm.Boolean || !XmlNumber.Write(value, exponent: Form == JsonForm.Float, json))
            throw Malformed();
    }

    // A full date of RFC 3339, which is what is published, has none; Java's and .NET's serializers write one with each date.
    private static string WithoutZone(string date)
    {
        const int length = 10;
        return date.Length > length && date[length] is ('Z' or '+' or '-') ? date[..length] : date;
    }

    /// <summary>Whether two texts are the same value.</summary>
    public bool IsSame(string one, string other) =>
        one == other
        || JsonElement.DeepEquals(Json(one), Json(other));

    private JsonElement Json(string text) => JsonText.Write(json => Read(text, json, lenient: true)).Root;

    // What cannot be read at all is found behind this.
    private bool IsOfType(string value) => _code switch
    {
        XmlTypeCode.Float or XmlTypeCode.Double => XmlNumber.IsFloat(value, single: _code == XmlTypeCode.Float),
        >= XmlTypeCode.Integer and <= XmlTypeCode.PositiveInteger => XmlNumber.IsWhole(value, _least, _most),
        XmlTypeCode.Base64Binary => Base64.IsValid(value),
        XmlTypeCode.HexBinary => value.Length % 2 == 0 && value.All(char.IsAsciiHexDigit),
        _ => !IsMoment || XmlMoment.Is(_code, value),
    };

    /// <summary>
    /// Finds what is wrong with the form of a value that a caller gives in JSON, beside what
    /// <see cref="Write(JsonElement, out string?)"/> finds: it must be of the published type, a date of the published format, and
    /// without blanks around it where XML Schema passes them over.
    /// </summary>
    /// <returns>The problem; null where there is none, and for JSON's null.</returns>
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

    private static Int128? Limit(string? number) =>
        number is null ? null : Int128.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

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

    private static bool IsOpaque(XmlTypeCode code) =>
        code is XmlTypeCode.Base64Binary or XmlTypeCode.HexBinary or XmlTypeCode.QName or XmlTypeCode.Notation;

    private static JsonForm FormOf(XmlTypeCode code) => code switch
    {
        XmlTypeCode.Boolean => JsonForm.Boolean,
        XmlTypeCode.Decimal or (>= XmlTypeCode.Integer and <= XmlTypeCode.PositiveInteger) => JsonForm.Number,
        XmlTypeCode.Float or XmlTypeCode.Double => JsonForm.Float,
        _ => JsonForm.Text,
    };

    private static string Joined(string with, string text) =>
        text.AsSpan().IndexOfAny(" \t\r\n") < 0
            ? text
            : string.Join(with, text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string NameOf(XmlQualifiedName name, string otherwise) =>
        name.IsEmpty ? otherwise : name.Namespace == XmlSchema.Namespace ? $"xs:{name.Name}" : name.Name;

    private bool IsInteger => _code is >= XmlTypeCode.Integer and <= XmlTypeCode.PositiveInteger;

    // Of dates and times, which no text without a digit can be.
    private bool IsMoment => _code is >= XmlTypeCode.Duration and <= XmlTypeCode.GMonth;

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

    // Without the value: this is said in logs, and an answer may hold anything.
    private MalformedDocumentException Malformed() => new($"is not {Article(Name)}");

    private static string Shown(string value) => value.Length <= ShownLength ? value : value[..ShownLength] + "…";

    private static string BuiltInName(XmlTypeCode code) =>
        $"xs:{XmlSchemaType.GetBuiltInSimpleType(code)?.QualifiedName.Name ?? "string"}";

    private static string Article(string name) => name == "bytes" ? "base64, as bytes are written"
        : name.StartsWith("xs:", StringComparison.Ordinal) || "AEIOUaeiou".Contains(name[0]) ? $"an {name}" : $"a {name}";

    // One way to write an integer in a path and a query, whichever system reads it.
    [GeneratedRegex("^-?[0-9]+\\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Digits { get; }
}

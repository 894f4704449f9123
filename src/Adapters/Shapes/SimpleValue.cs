using System.Text.Json;
using System.Text.Json.Nodes;
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
}

/// <summary>A simple type: text in XML, a value in JSON, and the facets in between.</summary>
internal sealed class SimpleValue
{
    private const int ShownLength = 40;
    private const int LongestDecimal = 28;
    private readonly XmlSchemaDatatype? _datatype;
    private readonly XmlTypeCode _code;

    private readonly bool _isXml;

    private SimpleValue(XmlSchemaDatatype? datatype, XmlTypeCode code, JsonForm form, string name, bool isXml = true) =>
        (_datatype, _code, Form, Name, _isXml) = (datatype, code, form, name, isXml);

    /// <summary><c>xs:anyType</c>: its text, whatever it is.</summary>
    public static SimpleValue Any { get; } = new(null, XmlTypeCode.String, JsonForm.Text, "xs:anyType");

    public JsonForm Form { get; }

    public string Name { get; }

    public static SimpleValue Of(XmlSchemaDatatype datatype, XmlQualifiedName name)
    {
        // Lists and unions stay text: splitting or guessing the member would lose what was written.
        var code = datatype.Variety == XmlSchemaDatatypeVariety.Atomic ? datatype.TypeCode : XmlTypeCode.Token;
        var shown = name.IsEmpty ? BuiltInName(code) : name.Namespace == XmlSchema.Namespace ? $"xs:{name.Name}" : name.Name;
        return new SimpleValue(datatype, code, FormOf(code), shown);
    }

    /// <summary>A value with the range of one of XML Schema's types that never is in XML: a column, a parameter.</summary>
    public static SimpleValue Column(XmlTypeCode code, string name) =>
        new(XmlSchemaType.GetBuiltInSimpleType(code).Datatype, code, FormOf(code), name, isXml: false);

    /// <summary>
    /// Reads a value from an answer. Facets are not checked: what a system of record holds is what it holds.
    /// An empty element where a number or flag belongs is common in the field and means null.
    /// </summary>
    /// <exception cref="MalformedDocumentException">The text cannot be such a value.</exception>
    public JsonNode? Read(string text)
    {
        var value = _code switch
        {
            XmlTypeCode.String => text,
            XmlTypeCode.NormalizedString => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' '),
            XmlTypeCode.Base64Binary => string.Concat(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            _ => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        };
        if (Form == JsonForm.Text)
            return JsonValue.Create(value);
        if (value.Length == 0)
            return null;
        return Form switch
        {
            JsonForm.Boolean when value is "true" or "1" => JsonValue.Create(true),
            JsonForm.Boolean when value is "false" or "0" => JsonValue.Create(false),
            JsonForm.Float when value is "NaN" or "INF" or "-INF" => JsonValue.Create(value),
            JsonForm.Number or JsonForm.Float => XmlNumber.ToJson(value, Form == JsonForm.Float) ?? throw Malformed(),
            _ => throw Malformed(),
        };
    }

    /// <summary>Writes a value for a request. Text is taken for any type it is valid for, as paths and queries hold nothing else.</summary>
    /// <returns>The text, or null with the problem.</returns>
    public string? Write(JsonNode value, out string? problem)
    {
        var kind = value.GetValueKind();
        var text = kind switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.Number when Form is JsonForm.Number => XmlNumber.FromJson(value.ToJsonString()),
            JsonValueKind.Number when Form is JsonForm.Float => value.ToJsonString(),
            JsonValueKind.True when Form == JsonForm.Boolean => "true",
            JsonValueKind.False when Form == JsonForm.Boolean => "false",
            _ => null,
        };
        problem = text is null ? $"{Shown(value.ToJsonString())} is not {Article(Name)}" : Problem(text);
        return problem is null ? text : null;
    }

    private string? Problem(string text)
    {
        if (!_isXml)
            return text.Contains('\0', StringComparison.Ordinal) ? "has a NUL character" : Parses(_datatype!, text) is null ? null : $"{Shown($"'{text}'")} is not {Article(Name)}";
        if (text.AsSpan().IndexOfAnyInRange('\0', '\x1f') is >= 0 and var at && !IsXml(text))
            return $"has a character at {at} that XML cannot carry";
        if (!IsXml(text))
            return "has a character that XML cannot carry";
        if (_datatype is null || _code is XmlTypeCode.QName or XmlTypeCode.Notation || Parses(_datatype, WithinDecimal(text)) is not { } facet)
            return null;
        var builtIn = _datatype.Variety == XmlSchemaDatatypeVariety.Atomic ? XmlSchemaType.GetBuiltInSimpleType(_code).Datatype : null;
        return builtIn is null || Parses(builtIn, text) is not null
            ? $"{Shown($"'{text}'")} is not {Article(builtIn is null ? Name : BuiltInName(_code))}"
            : $"{Shown($"'{text}'")} is not a valid {Name}: {facet}";
    }

    // XML Schema sets no limit to decimals and integers, System.Xml does. Beyond it the first digits are checked for all of
    // them: facets that these break, the whole breaks too.
    private string WithinDecimal(string text)
    {
        if (text.Length <= LongestDecimal || _code is not (XmlTypeCode.Decimal or XmlTypeCode.Integer)
            || (_code == XmlTypeCode.Integer && text.Contains('.', StringComparison.Ordinal)) || XmlNumber.ToJson(text, exponent: false) is not { } number)
            return text;
        var digits = number.ToJsonString();
        return digits.Length <= LongestDecimal ? digits : digits[..LongestDecimal].TrimEnd('.');
    }

    private static JsonForm FormOf(XmlTypeCode code) => code switch
    {
        XmlTypeCode.Boolean => JsonForm.Boolean,
        XmlTypeCode.Decimal or (>= XmlTypeCode.Integer and <= XmlTypeCode.PositiveInteger) => JsonForm.Number,
        XmlTypeCode.Float or XmlTypeCode.Double => JsonForm.Float,
        _ => JsonForm.Text,
    };

    private static string? Parses(XmlSchemaDatatype datatype, string text)
    {
        try
        {
            datatype.ParseValue(text, new NameTable(), null);
            return null;
        }
        catch (XmlSchemaException e)
        {
            return e.InnerException?.Message ?? e.Message;
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

    private static string BuiltInName(XmlTypeCode code) => $"xs:{XmlSchemaType.GetBuiltInSimpleType(code)?.QualifiedName.Name ?? "string"}";

    private static string Article(string name) =>
        name.StartsWith("xs:", StringComparison.Ordinal) || "AEIOUaeiou".Contains(name[0]) ? $"an {name}" : $"a {name}";
}

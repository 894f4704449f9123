using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Schema;

namespace Hub.Soap.Shapes;

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
        if (!Members.IsEmpty)
            return Members.Any(m => m.CanBe(builtIn));
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
            return new SimpleValue(datatype, XmlTypeCode.Token, form, NameOf(name, "union"), ValueFacets.Of(type, listed))
            {
                Members = [.. forms],
            };
        }

        // What has no type, as an attribute without one, is any text at all.
        var code = datatype.TypeCode is XmlTypeCode.AnyAtomicType or XmlTypeCode.UntypedAtomic
            ? XmlTypeCode.String
            : datatype.TypeCode;
        var facets = ValueFacets.Of(type, ValueFacets.Of(code));
        // Of binary data a length counts bytes, which JSON Schema cannot say.
        if (code is XmlTypeCode.Base64Binary or XmlTypeCode.HexBinary)
            facets = facets with { MinLength = null, MaxLength = null };
        if (code is XmlTypeCode.QName or XmlTypeCode.Notation)
            facets = facets with { Enumeration = SimpleTypes.NamesOf(type) };
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

    private static Int128? Limit(string? number) =>
        number is null ? null : Int128.Parse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

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

    // Without the value: this is said in logs, and an answer may hold anything.
    private MalformedDocumentException Malformed() => new($"is not {Article(Name)}");

    private static string Shown(string text) => $"'{Cut(text)}'";

    private static string Cut(string text) => text.Length <= ShownLength ? text : text[..ShownLength] + "…";

    private static string BuiltInName(XmlTypeCode code) =>
        $"xs:{XmlSchemaType.GetBuiltInSimpleType(code)?.QualifiedName.Name ?? "string"}";

    private static string Article(string name) =>
        name.StartsWith("xs:", StringComparison.Ordinal) || "AEIOUaeiou".Contains(name[0]) ? $"an {name}" : $"a {name}";

    // One way to write an integer in a path and a query, whichever system reads it.
    [GeneratedRegex("^-?[0-9]+\\z", RegexOptions.None, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Digits { get; }
}

using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>What a simple type admits, in the terms of JSON Schema.</summary>
/// <param name="Type"><c>string</c>, <c>boolean</c>, <c>integer</c>, <c>number</c> or <c>array</c>.</param>
internal sealed record ValueFacets(string Type)
{
    public static ValueFacets Text { get; } = new("string");

    /// <summary>Such as <c>date-time</c>, <c>byte</c> (base64) or <c>int32</c>; null when there is none.</summary>
    public string? Format { get; init; }

    /// <summary>The values there are, as XML writes them; empty when there is no such list.</summary>
    public ImmutableArray<string> Enumeration { get; init; } = [];

    /// <summary>A regular expression in ECMAScript's notation; null when there is none, or it cannot be said there.</summary>
    public string? Pattern { get; init; }

    /// <summary>The pattern in XML Schema's notation, where ECMAScript's cannot say it; else null.</summary>
    public string? XmlPattern { get; init; }

    /// <summary>The greatest number of digits; of those behind the point, <see cref="Decimals"/>.</summary>
    public int? Digits { get; init; }

    /// <summary>The greatest number of digits behind the point.</summary>
    public int? Decimals { get; init; }

    /// <summary>The least number, digit by digit; of a date or a time, the first.</summary>
    public string? Minimum { get; init; }

    /// <summary>The greatest number, digit by digit; of a date or a time, the last.</summary>
    public string? Maximum { get; init; }

    /// <summary>Whether <see cref="Minimum"/> itself is too small.</summary>
    public bool MinimumExcluded { get; init; }

    /// <summary>Whether <see cref="Maximum"/> itself is too great.</summary>
    public bool MaximumExcluded { get; init; }

    /// <summary>The least number of characters; of an array, of entries.</summary>
    public int? MinLength { get; init; }

    /// <summary>The greatest number of characters; of an array, of entries.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Facets of one of XML Schema's own types.</summary>
    public static ValueFacets Of(XmlTypeCode code)
    {
        var (least, most) = Range(code);
        return new ValueFacets(code switch
        {
            XmlTypeCode.Boolean => "boolean",
            >= XmlTypeCode.Integer and <= XmlTypeCode.PositiveInteger => "integer",
            XmlTypeCode.Decimal or XmlTypeCode.Float or XmlTypeCode.Double => "number",
            _ => "string",
        })
        {
            Format = FormatOf(code),
            Minimum = least,
            Maximum = most,
        };
    }

    /// <summary>Facets of a schema's type: those of what it is made from, narrowed at each step.</summary>
    /// <param name="type">A simple type, or a complex one with simple content.</param>
    /// <param name="start">What its base has.</param>
    public static ValueFacets Of(XmlSchemaType type, ValueFacets start)
    {
        var steps = new Stack<XmlSchemaObjectCollection>();
        foreach (var step in Lineage.Of(type))
        {
            if (step is XmlSchemaSimpleType { Content: XmlSchemaSimpleTypeRestriction simple })
                steps.Push(simple.Facets);
            else if (step is XmlSchemaComplexType { ContentModel: XmlSchemaSimpleContent content }
                && content.Content is XmlSchemaSimpleContentRestriction complex)
                steps.Push(complex.Facets);
        }

        return steps.Aggregate(start, Narrow);
    }

    /// <summary>Returns which rule a text breaks, in words for who wrote it; null where it is another one.</summary>
    public string? Broken(string text)
    {
        var (length, what) = Type switch
        {
            "string" => (text.EnumerateRunes().Count(), "character"),
            "array" => (text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, "entry"),
            _ => (-1, ""),
        };
        if (length >= 0 && length < MinLength)
            return $"has {Counted(length, what)}, at least {MinLength} are needed";
        if (length >= 0 && length > MaxLength)
            return $"has {Counted(length, what)}, at most {MaxLength} are allowed";
        if (IsNumber && XmlNumber.ToJson(text.Trim(), exponent: false)?.ToJsonString().TrimStart('-') is { } number)
        {
            var decimals = number.Contains('.', StringComparison.Ordinal) ? number.Split('.')[1].TrimEnd('0').Length : 0;
            if (decimals > Decimals)
                return $"has more than {Counted(Decimals.Value, "decimal")}";
            if (number.Split('.')[0].TrimStart('0').Length + decimals > Digits)
                return $"has more than {Counted(Digits.Value, "digit")}";
        }

        return Type == "string" && (Pattern ?? XmlPattern) is { } form ? $"does not have the form {form}" : null;
    }

    private static string Counted(int number, string one) =>
        number == 1 ? $"1 {one}" : one == "entry" ? $"{number} entries" : $"{number} {one}s";

    private static ValueFacets Narrow(ValueFacets facets, XmlSchemaObjectCollection step)
    {
        var found = step.OfType<XmlSchemaFacet>().ToList();
        var values = found.OfType<XmlSchemaEnumerationFacet>()
            .Select(f => f.Value ?? "")
            .Distinct(StringComparer.Ordinal)
            .ToImmutableArray();
        var patterns = found.OfType<XmlSchemaPatternFacet>().Select(f => f.Value ?? "").ToList();
        if (!values.IsEmpty)
            facets = facets with { Enumeration = values };
        // Patterns of one step are alternatives; those of several would all have to hold, and the last is the narrowest.
        if (patterns.Count > 0)
            facets = facets with
            {
                Pattern = patterns.TrueForAll(IsEcma) ? $"^(?:{string.Join('|', patterns)})$" : null,
                XmlPattern = patterns.TrueForAll(IsEcma) ? null : string.Join('|', patterns),
            };
        foreach (var facet in found)
            facets = Narrow(facets, facet);
        return facets;
    }

    private static ValueFacets Narrow(ValueFacets facets, XmlSchemaFacet facet) => facet switch
    {
        XmlSchemaMinInclusiveFacet => facets with { Minimum = facet.Value, MinimumExcluded = false },
        XmlSchemaMinExclusiveFacet => facets with { Minimum = facet.Value, MinimumExcluded = true },
        XmlSchemaMaxInclusiveFacet => facets with { Maximum = facet.Value, MaximumExcluded = false },
        XmlSchemaMaxExclusiveFacet => facets with { Maximum = facet.Value, MaximumExcluded = true },
        XmlSchemaTotalDigitsFacet => facets with { Digits = Length(facet) },
        XmlSchemaFractionDigitsFacet => facets with { Decimals = Length(facet) },
        XmlSchemaLengthFacet => facets with { MinLength = Length(facet), MaxLength = Length(facet) },
        XmlSchemaMinLengthFacet => facets with { MinLength = Length(facet) },
        XmlSchemaMaxLengthFacet => facets with { MaxLength = Length(facet) },
        _ => facets,
    };

    /// <summary>Whether limits are those of numbers.</summary>
    public bool IsNumber => Type is "integer" or "number";

    private static int? Length(XmlSchemaFacet facet) => int.TryParse(facet.Value, out var length) ? length : null;

    // Classes of name characters, subtraction and Unicode blocks are XML Schema's own, anchors are plain characters there.
    private static bool IsEcma(string pattern) =>
        !pattern.Contains("-[", StringComparison.Ordinal) && !pattern.Contains(@"\i", StringComparison.OrdinalIgnoreCase)
            && !pattern.Contains(@"\c", StringComparison.OrdinalIgnoreCase)
            && !pattern.Contains(@"\p{Is", StringComparison.OrdinalIgnoreCase)
            && !pattern.Replace("[^", "[", StringComparison.Ordinal).AsSpan().ContainsAny('^', '$');

    private static string? FormatOf(XmlTypeCode code) => code switch
    {
        XmlTypeCode.DateTime => "date-time",
        XmlTypeCode.Date => "date",
        XmlTypeCode.Duration => "duration",
        XmlTypeCode.Base64Binary => "byte",
        XmlTypeCode.AnyUri => "uri-reference",
        XmlTypeCode.Int => "int32",
        XmlTypeCode.Long => "int64",
        XmlTypeCode.Float => "float",
        XmlTypeCode.Double => "double",
        _ => null,
    };

    private static (string? Least, string? Most) Range(XmlTypeCode code) => code switch
    {
        XmlTypeCode.Byte => ("-128", "127"),
        XmlTypeCode.Short => ("-32768", "32767"),
        XmlTypeCode.Int => ("-2147483648", "2147483647"),
        XmlTypeCode.Long => ("-9223372036854775808", "9223372036854775807"),
        XmlTypeCode.UnsignedByte => ("0", "255"),
        XmlTypeCode.UnsignedShort => ("0", "65535"),
        XmlTypeCode.UnsignedInt => ("0", "4294967295"),
        XmlTypeCode.UnsignedLong => ("0", "18446744073709551615"),
        XmlTypeCode.NonNegativeInteger => ("0", null),
        XmlTypeCode.PositiveInteger => ("1", null),
        XmlTypeCode.NonPositiveInteger => (null, "0"),
        XmlTypeCode.NegativeInteger => (null, "-1"),
        _ => (null, null),
    };
}

using System.Text.Json.Nodes;
using System.Xml.Schema;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Callers write JSON: what is wrong with a value is told them without the names of XML Schema.</summary>
public sealed class WordsForCallers
{
    private static readonly string[] Impossible = ["\"\\u0000\"", "\"% ?\"", "[1]", "{}", "true", "-1.5e999"];

    public static TheoryData<string> Codes =>
    [
        .. Enum.GetValues<XmlTypeCode>().Where(c => XmlSchemaType.GetBuiltInSimpleType(c) is not null).Select(c => c.ToString()),
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public void No_type_of_XML_Schema_is_named(string code)
    {
        var value = SimpleValue.Of(XmlSchemaType.GetBuiltInSimpleType(Enum.Parse<XmlTypeCode>(code)));
        foreach (var json in Impossible)
        {
            value.Write(JsonNode.Parse(json)!, out var problem);
            (problem?.ToString() ?? "").ShouldNotContain("xs:");
            (problem?.ToString() ?? "").ShouldNotContain("Constraint", Case.Insensitive);
            problem?.WithoutValue.ShouldNotContain("% ?");
        }
    }

    [Theory]
    [InlineData("<xs:restriction base='xs:int'><xs:minInclusive value='1'/><xs:maxInclusive value='5'/></xs:restriction>",
        "7", "'7' is not a whole number from 1 to 5")]
    [InlineData("<xs:restriction base='xs:int'><xs:minInclusive value='1'/><xs:maxInclusive value='5'/></xs:restriction>",
        "\"x\"", "'x' is not a whole number from 1 to 5")]
    [InlineData("<xs:restriction base='xs:decimal'><xs:minExclusive value='0'/></xs:restriction>",
        "0", "'0' is not a number above 0")]
    [InlineData("<xs:restriction base='xs:double'><xs:minExclusive value='0'/><xs:maxExclusive value='1'/></xs:restriction>",
        "1", "'1' is not a number above 0 and below 1")]
    [InlineData("<xs:restriction base='xs:decimal'><xs:totalDigits value='4'/></xs:restriction>",
        "12345", "'12345' has more than 4 digits")]
    [InlineData("<xs:restriction base='xs:decimal'><xs:totalDigits value='4'/><xs:fractionDigits value='1'/></xs:restriction>",
        "1.25", "'1.25' has more than 1 decimal")]
    [InlineData("<xs:restriction base='xs:date'><xs:minInclusive value='2026-01-01'/></xs:restriction>",
        "\"2025-12-31\"", "'2025-12-31' is not a date from 2026-01-01")]
    [InlineData("<xs:restriction base='xs:string'><xs:pattern value='\\i\\c*'/></xs:restriction>",
        "\"1\"", "'1' does not have the form \\i\\c*")]
    [InlineData("<xs:restriction base='xs:string'><xs:minLength value='2'/></xs:restriction>",
        "\"1\"", "'1' has 1 character, at least 2 are needed")]
    public void Limits_are_told_with_what_is_allowed(string type, string json, string told)
    {
        var set = new XmlSchemaSet();
        set.Add(XmlSchema.Read(new StringReader(
            $"<xs:schema xmlns:xs='{XmlSchema.Namespace}'><xs:simpleType name='T'>{type}</xs:simpleType></xs:schema>"), null)!);
        set.Compile();
        SimpleValue.Of((XmlSchemaType)set.GlobalTypes[new("T")]!).Write(JsonNode.Parse(json)!, out var problem).ShouldBeNull();
        problem!.ToString().ShouldBe(told);
    }
}

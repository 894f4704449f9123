using System.Text.Json.Nodes;
using System.Xml.Schema;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Soap;

public sealed class SimpleValues
{
    private static readonly XmlSchemaSet Schemas = Compile("""
        <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
          <xs:simpleType name="Status"><xs:restriction base="xs:string">
            <xs:enumeration value="new"/><xs:enumeration value="sent"/>
          </xs:restriction></xs:simpleType>
          <xs:simpleType name="Percent"><xs:restriction base="xs:decimal">
            <xs:minInclusive value="0"/><xs:maxExclusive value="100.5"/>
          </xs:restriction></xs:simpleType>
          <xs:simpleType name="Half"><xs:restriction base="Percent"><xs:maxInclusive value="50"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="Code"><xs:restriction base="xs:string">
            <xs:pattern value="[A-Z]{2}"/><xs:pattern value="[^a]"/><xs:maxLength value="4"/>
          </xs:restriction></xs:simpleType>
          <xs:simpleType name="Odd"><xs:restriction base="xs:string"><xs:pattern value="\i\c*"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="Numbers"><xs:list itemType="xs:int"/></xs:simpleType>
          <xs:simpleType name="Few"><xs:restriction base="Numbers"><xs:maxLength value="2"/></xs:restriction></xs:simpleType>
          <xs:simpleType name="NumberOrWord"><xs:union memberTypes="xs:int Status"/></xs:simpleType>
          <xs:simpleType name="Numeric"><xs:union memberTypes="xs:int xs:decimal"/></xs:simpleType>
          <xs:simpleType name="Name"><xs:restriction base="xs:ID"/></xs:simpleType>
          <xs:simpleType name="Names"><xs:list itemType="xs:NCName"/></xs:simpleType>
          <xs:simpleType name="NumberOrName"><xs:union memberTypes="xs:int xs:NCName"/></xs:simpleType>
          <xs:simpleType name="Hash"><xs:restriction base="xs:base64Binary">
            <xs:length value="20"/>
          </xs:restriction></xs:simpleType>
        </xs:schema>
        """);

    [Fact]
    public void What_a_type_admits_is_told_in_the_terms_of_JSON_Schema()
    {
        Of("Status").Facets.Type.ShouldBe("string");
        Of("Status").Facets.Enumeration.ShouldBe(["new", "sent"]);
        Of("Percent").Facets.ShouldBe(new ValueFacets("number") { Minimum = "0", Maximum = "100.5", MaximumExcluded = true });
        Of("Half").Facets.ShouldBe(new ValueFacets("number") { Minimum = "0", Maximum = "50" });
        Of("Code").Facets.ShouldBe(new ValueFacets("string") { Pattern = "^(?:[A-Z]{2}|[^a])$", MaxLength = 4 });
        Of("Odd").Facets.Pattern.ShouldBeNull();
        Of("Hash").Facets.ShouldBe(new ValueFacets("string") { Format = "byte" });
        Of("Few").Facets.ShouldBe(new ValueFacets("array") { MaxLength = 2 });
        Of("Few").Item!.Facets
            .ShouldBe(new ValueFacets("integer") { Format = "int32", Minimum = "-2147483648", Maximum = "2147483647" });
    }

    [Theory]
    [InlineData("Numbers", " 1\n 2 ", "[1,2]")]
    [InlineData("Numbers", "", "[]")]
    [InlineData("NumberOrWord", " 12 ", "\"12\"")]
    [InlineData("Numeric", "12.50", "12.50")]
    public void Lists_are_arrays_and_unions_are_what_their_members_have_in_common(string type, string text, string json) =>
        JsonText.Write(to => Of(type).Read(text, to)).ToString().ShouldBe(json);

    [Theory]
    [InlineData("Numbers", "[1,2]", "1 2")]
    [InlineData("Numbers", "[]", "")]
    [InlineData("Numbers", "\"1 2\"", "1 2")]
    [InlineData("NumberOrWord", "\"new\"", "new")]
    [InlineData("Numeric", "1.5", "1.5")]
    [InlineData("Name", "\"a\"", "a")]
    [InlineData("Names", "[\"a\",\"b\"]", "a b")]
    [InlineData("NumberOrName", "\"a\"", "a")]
    public void They_are_written_as_they_are_read(string type, string json, string text)
    {
        Of(type).Write(JsonNode.Parse(json)!, out var problem).ShouldBe(text);
        problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("Status", "\"old\"", "'old' is not one of new, sent")]
    [InlineData("Numbers", "[1,\"x\"]", "entry 1: 'x' is not a whole number from -2147483648 to 2147483647")]
    [InlineData("Numbers", "[null]", "entry 0 must not be null")]
    [InlineData("Few", "[1,2,3]", "has 3 entries, at most 2 are allowed")]
    [InlineData("NumberOrWord", "\"old\"", "'old' is not a whole number from -2147483648 to 2147483647 or one of new, sent")]
    [InlineData("Half", "50.5", "'50.5' is not a number from 0 to 50")]
    public void What_is_wrong_is_told(string type, string json, string told)
    {
        Of(type).Write(JsonNode.Parse(json)!, out var problem).ShouldBeNull();
        problem!.ToString().ShouldBe(told);
    }

    private static SimpleValue Of(string name) => SimpleValue.Of((XmlSchemaType)Schemas.GlobalTypes[new(name)]!);

    private static XmlSchemaSet Compile(string schema)
    {
        var set = new XmlSchemaSet();
        set.Add(XmlSchema.Read(new StringReader(schema), null)!);
        set.Compile();
        return set;
    }
}

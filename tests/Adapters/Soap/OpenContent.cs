using System.Data;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Content that no schema describes keeps what its prefixes mean, there and back.</summary>
public sealed class OpenContent
{
    // As ASP.NET's services write it for an operation that answers a DataSet.
    private static readonly Spoken Service = Speak(Echo(Schema("""
        <xs:element name="Do"><xs:complexType><xs:sequence>
          <xs:element name="DoResult" minOccurs="0"><xs:complexType><xs:sequence>
            <xs:element ref="xs:schema"/><xs:any/>
          </xs:sequence></xs:complexType></xs:element>
          <xs:element name="X" type="xs:anyType" minOccurs="0"/>
        </xs:sequence><xs:anyAttribute/></xs:complexType></xs:element>
        """)));

    public static TheoryData<bool> BothWays => [true, false];

    [Theory]
    [MemberData(nameof(BothWays))]
    public void A_DataSet_posted_back_is_the_same(bool changed)
    {
        using var set = Orders();
        if (!changed)
            set.AcceptChanges();

        var json = Service.Read(Answer(set));
        using var back = ReadBack(Service.Body(json));

        Written(back).ShouldBe(Written(set));
        back.Relations.Count.ShouldBe(1);
        back.Tables["Line"]!.Columns["Price"]!.DataType.ShouldBe(typeof(decimal));
        back.Tables["Order"]!.Rows[0]["Note"].ShouldBe("größer <&> 'x:y'");
        Service.Read(Service.Body(json)).ShouldBe(json);
    }

    [Theory]
    [InlineData(
        """<X><a t="xs:int" xmlns=""/></X>""",
        """{"X":{"$content":[{"a":{"@{}t":"xs:int"}}],"$xmlns":{"":"urn:s","xs":"http://www.w3.org/2001/XMLSchema"}}}""")]
    [InlineData(
        """<X xmlns:q="urn:q">q:name</X>""",
        """{"X":{"$value":"q:name","$xmlns":{"":"urn:s","q":"urn:q"}}}""")]
    [InlineData(
        """<X xmlns:q="urn:q"><a xmlns="" p="q:x[q:y]"/><a xmlns="" xmlns:q="urn:other">q:name</a></X>""",
        """{"X":{"$content":[{"a":{"@{}p":"q:x[q:y]"}},{"a":{"$value":"q:name","$xmlns":{"":"","q":"urn:other"}}}],"""
        + "\"$xmlns\":{\"\":\"urn:s\",\"q\":\"urn:q\"}}}")]
    [InlineData("""<X>12:30 http://x e :q:</X>""", """{"X":"12:30 http://x e :q:"}""")]
    [InlineData(
        """<X xmlns:f="urn:f" xsi:type="f:Foreign"><f:a>1</f:a></X>""",
        """{"X":{"@type":"{urn:f}Foreign","$content":[{"{urn:f}a":"1"}]}}""")]
    public void A_name_in_untyped_content_keeps_its_namespace(string x, string json)
    {
        var answer = $"""<Do xmlns="urn:s">{x}</Do>""";

        Service.Read(answer).ShouldBe(json);
        Service.Read(Service.Body(json)).ShouldBe(json);
    }

    [Fact]
    public void An_open_attribute_of_a_known_element_keeps_it_too()
    {
        var json = Service.Read("""<Do xmlns="urn:s" xmlns:q="urn:q" q:kind="q:name"/>""");

        json.ShouldBe("""{"@{urn:q}kind":"q:name","$xmlns":{"":"urn:s","q":"urn:q"}}""");
        var back = XElement.Parse(Service.Body(json));
        back.GetNamespaceOfPrefix("q").ShouldBe("urn:q");
        back.Name.NamespaceName.ShouldBe("urn:s");
    }

    [Theory]
    [InlineData("""{"X": {"$xmlns": {"xmlns": "urn:x"}, "$value": "a"}}""", "X.$xmlns.xmlns: cannot be declared")]
    [InlineData("""{"X": {"$xmlns": {"a b": "urn:x"}, "$value": "a"}}""", "X.$xmlns.a b: cannot be declared")]
    [InlineData("""{"X": {"$xmlns": {"a": ""}, "$value": "a"}}""", "X.$xmlns.a: cannot be declared")]
    [InlineData("""{"X": {"$xmlns": {"a": 1}, "$value": "a"}}""", "X.$xmlns.a: is no namespace, which is a text")]
    [InlineData("""{"X": {"$xmlns": [], "$value": "a"}}""", """X.$xmlns: must be an object: { "prefix": "namespace" }""")]
    [InlineData("""{"X": {"@type": "Foreign", "$value": "a"}}""", "X.@type: 'Foreign' is not a type known here")]
    public void A_declaration_that_XML_cannot_have_is_told(string json, string error) =>
        Service.Errors(json).ShouldBe([error]);

    private static DataSet Orders()
    {
        var set = new DataSet("Orders");
        var orders = set.Tables.Add("Order");
        orders.Columns.Add("Id", typeof(int));
        orders.Columns.Add("Note", typeof(string));
        orders.PrimaryKey = [orders.Columns["Id"]!];
        var lines = set.Tables.Add("Line");
        lines.Columns.Add("OrderId", typeof(int));
        lines.Columns.Add("Price", typeof(decimal));
        lines.Columns.Add("At", typeof(DateTimeOffset));
        set.Relations.Add("OrderLines", orders.Columns["Id"]!, lines.Columns["OrderId"]!);
        orders.Rows.Add(1, "größer <&> 'x:y'");
        lines.Rows.Add(1, 1.50m, new DateTimeOffset(2026, 1, 5, 8, 30, 0, TimeSpan.FromHours(1)));
        lines.Rows.Add(1, DBNull.Value, DBNull.Value);
        return set;
    }

    // The schema and then the rows, as a service writes them one behind the other.
    private static string Written(DataSet set)
    {
        using var schema = new StringWriter();
        using (var writer = XmlWriter.Create(schema, new XmlWriterSettings { OmitXmlDeclaration = true }))
            set.WriteXmlSchema(writer);
        using var rows = new StringWriter();
        using (var writer = XmlWriter.Create(rows, new XmlWriterSettings { OmitXmlDeclaration = true }))
            set.WriteXml(writer, XmlWriteMode.DiffGram);
        return schema.ToString() + rows;
    }

    private static string Answer(DataSet set)
    {
        using var answer = new StringWriter();
        using (var writer = XmlWriter.Create(answer, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            writer.WriteStartElement("Do", "urn:s");
            writer.WriteStartElement("DoResult", "urn:s");
            set.WriteXmlSchema(writer);
            set.WriteXml(writer, XmlWriteMode.DiffGram);
        }

        return answer.ToString();
    }

    private static DataSet ReadBack(string body)
    {
        var result = XElement.Parse(body).Elements().Single().Elements().ToList();
        var set = new DataSet();
        using var schema = result[0].CreateReader();
        set.ReadXmlSchema(schema);
        using var rows = result[1].CreateReader();
        set.ReadXml(rows, XmlReadMode.DiffGram);
        return set;
    }
}

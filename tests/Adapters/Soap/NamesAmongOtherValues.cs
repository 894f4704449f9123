using Hub.Soap.Shapes;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Qualified names within unions and lists of unions, and names without a namespace.</summary>
public sealed class NamesAmongOtherValues
{
    private static readonly Spoken Service = Speak(Echo(Schema("""
        <xs:simpleType name="Code"><xs:restriction base="xs:string">
          <xs:enumeration value="Sender"/><xs:enumeration value="Receiver"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="CodeOrName"><xs:union memberTypes="tns:Code xs:QName"/></xs:simpleType>
        <xs:simpleType name="NumberOrName"><xs:union memberTypes="xs:int xs:QName"/></xs:simpleType>
        <xs:simpleType name="NameOrText"><xs:union memberTypes="xs:QName xs:string"/></xs:simpleType>
        <xs:simpleType name="TextOrName"><xs:union memberTypes="xs:string xs:QName"/></xs:simpleType>
        <xs:simpleType name="Names"><xs:list itemType="xs:QName"/></xs:simpleType>
        <xs:simpleType name="NumberOrNames"><xs:union memberTypes="xs:int tns:Names"/></xs:simpleType>
        <xs:simpleType name="Nested"><xs:union memberTypes="tns:NumberOrName xs:date"/></xs:simpleType>
        <xs:simpleType name="Several"><xs:list itemType="tns:CodeOrName"/></xs:simpleType>
        <xs:simpleType name="Colour"><xs:restriction base="xs:QName" xmlns:c="urn:colours">
          <xs:enumeration value="c:red"/><xs:enumeration value="tns:green"/></xs:restriction></xs:simpleType>
        <xs:complexType name="Marked"><xs:simpleContent><xs:extension base="tns:CodeOrName">
          <xs:attribute name="kind" type="tns:NumberOrName"/><xs:attribute name="all" type="tns:Several"/>
        </xs:extension></xs:simpleContent></xs:complexType>
        <xs:element name="Do"><xs:complexType><xs:sequence>
          <xs:element name="Q" type="xs:QName" minOccurs="0"/>
          <xs:element name="CodeOrName" type="tns:CodeOrName" minOccurs="0"/>
          <xs:element name="NumberOrName" type="tns:NumberOrName" minOccurs="0"/>
          <xs:element name="NameOrText" type="tns:NameOrText" minOccurs="0"/>
          <xs:element name="TextOrName" type="tns:TextOrName" minOccurs="0"/>
          <xs:element name="NumberOrNames" type="tns:NumberOrNames" minOccurs="0"/>
          <xs:element name="Nested" type="tns:Nested" minOccurs="0"/>
          <xs:element name="Several" type="tns:Several" minOccurs="0"/>
          <xs:element name="Colour" type="tns:Colour" minOccurs="0"/>
          <xs:element name="Marked" type="tns:Marked" minOccurs="0"/>
        </xs:sequence></xs:complexType></xs:element>
        """)));

    private static string Do(string inside) => $"""<s:Do xmlns:s="urn:s" xmlns:u="urn:u">{inside}</s:Do>""";

    [Theory]
    [InlineData("<s:CodeOrName>u:a</s:CodeOrName>", """{"CodeOrName":"{urn:u}a"}""")]
    [InlineData("<s:CodeOrName>Sender</s:CodeOrName>", """{"CodeOrName":"Sender"}""")]
    [InlineData("<s:CodeOrName xmlns='urn:d'>Sender</s:CodeOrName>", """{"CodeOrName":"Sender"}""")]
    [InlineData("<s:CodeOrName xmlns='urn:d'>Other</s:CodeOrName>", """{"CodeOrName":"{urn:d}Other"}""")]
    [InlineData("<s:NumberOrName> 12 </s:NumberOrName>", """{"NumberOrName":"12"}""")]
    [InlineData("<s:NumberOrName>\n u:a </s:NumberOrName>", """{"NumberOrName":"{urn:u}a"}""")]
    [InlineData("<s:NumberOrName>u:<![CDATA[a]]></s:NumberOrName>", """{"NumberOrName":"{urn:u}a"}""")]
    [InlineData("<s:NumberOrName xsi:type='xs:QName'>u:a</s:NumberOrName>", """{"NumberOrName":"{urn:u}a"}""")]
    [InlineData("<s:NameOrText>u:a</s:NameOrText>", """{"NameOrText":"{urn:u}a"}""")]
    [InlineData("<s:NameOrText>nobody:a</s:NameOrText>", """{"NameOrText":"nobody:a"}""")]
    [InlineData("<s:NameOrText>http://x/a b</s:NameOrText>", """{"NameOrText":"http://x/a b"}""")]
    [InlineData("<s:TextOrName>u:a</s:TextOrName>", """{"TextOrName":"u:a"}""")]
    [InlineData("<s:NumberOrNames>u:a s:b</s:NumberOrNames>", """{"NumberOrNames":"{urn:u}a {urn:s}b"}""")]
    [InlineData("<s:Nested>u:a</s:Nested>", """{"Nested":"{urn:u}a"}""")]
    [InlineData("<s:Nested>2026-01-31</s:Nested>", """{"Nested":"2026-01-31"}""")]
    [InlineData("<s:Several>u:a Sender s:b</s:Several>", """{"Several":["{urn:u}a","Sender","{urn:s}b"]}""")]
    [InlineData(
        "<s:Marked kind='u:k' all='u:a Receiver'>u:m</s:Marked>",
        """{"Marked":{"@all":["{urn:u}a","Receiver"],"@kind":"{urn:u}k","$value":"{urn:u}m"}}""")]
    [InlineData("<s:Q>bare</s:Q>", """{"Q":"bare"}""")]
    [InlineData("<s:Marked kind='bare'>Sender</s:Marked>", """{"Marked":{"@kind":"bare","$value":"Sender"}}""")]
    public void Their_namespaces_are_kept_there_and_back(string xml, string json)
    {
        var read = Read(Do(xml));
        read.ShouldBe(json);
        // Written with other prefixes, it is the same again.
        Read(Service.Body(read)).ShouldBe(json);
    }

    [Theory]
    [InlineData("<s:NumberOrName>nobody:a</s:NumberOrName>", """{"NumberOrName":"nobody:a"}""")]
    [InlineData("<s:CodeOrName>a b</s:CodeOrName>", """{"CodeOrName":"a b"}""")]
    [InlineData("<s:Several>u:a nobody:b Sender</s:Several>", """{"Several":["{urn:u}a","nobody:b","Sender"]}""")]
    public void What_no_member_of_a_union_takes_is_read_as_the_system_holds_it(string xml, string json) =>
        Read(Do(xml)).ShouldBe(json);

    [Theory]
    [InlineData(
        """{"NumberOrName":"u:a"}""",
        "NumberOrName: 'u:a' is not a whole number from -2147483648 to 2147483647 or a name, written {namespace}local")]
    [InlineData(
        """{"CodeOrName":"a b"}""", "CodeOrName: 'a b' is not one of Sender, Receiver or a name, written {namespace}local")]
    [InlineData("""{"Q":"u:a"}""", "Q: 'u:a' is not a name, written {namespace}local")]
    [InlineData("""{"Colour":"{urn:colours}blue"}""", "Colour: '{urn:colours}blue' is not one of {urn:colours}red, {urn:s}green")]
    public void What_is_neither_is_told(string json, string told) => Service.Errors(json).ShouldBe([told]);

    [Fact]
    public void Names_that_a_type_lists_are_published_as_they_are_written_in_JSON()
    {
        var colour = Service.Operation.Input.Type.Content.ByProperty["Colour"].Element.Type.Value!;
        colour.Facets.Enumeration.ShouldBe(["{urn:colours}red", "{urn:s}green"]);
        Read(Service.Body("""{"Colour":"{urn:colours}red"}""")).ShouldBe("""{"Colour":"{urn:colours}red"}""");
    }

    private static string Read(string body) => Service.Read(body);
}

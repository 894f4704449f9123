using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>SOAP's encoding, as Axis, PHP and gSOAP of long ago write it.</summary>
public sealed class Encoded
{
    private const string Types = """
        <xs:schema targetNamespace="urn:s" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
          <xs:import namespace="http://schemas.xmlsoap.org/soap/encoding/"/>
          <xs:complexType name="Node"><xs:sequence>
            <xs:element name="name" type="xs:string"/><xs:element name="next" type="tns:Node" nillable="true" minOccurs="0"/>
            <xs:element name="code" type="soapenc:string" minOccurs="0"/>
          </xs:sequence></xs:complexType>
          <xs:complexType name="Numbers"><xs:complexContent><xs:restriction base="soapenc:Array">
            <xs:attribute ref="soapenc:arrayType" wsdl:arrayType="xs:int[]"/>
          </xs:restriction></xs:complexContent></xs:complexType>
          <xs:complexType name="Nodes"><xs:complexContent><xs:restriction base="soapenc:Array">
            <xs:attribute ref="soapenc:arrayType" wsdl:arrayType="tns:Node[]"/>
          </xs:restriction></xs:complexContent></xs:complexType>
          <xs:complexType name="Table"><xs:complexContent><xs:restriction base="soapenc:Array">
            <xs:attribute ref="soapenc:arrayType" wsdl:arrayType="xs:int[][]"/>
          </xs:restriction></xs:complexContent></xs:complexType>
          <xs:complexType name="Matrix"><xs:complexContent><xs:restriction base="soapenc:Array">
            <xs:attribute ref="soapenc:arrayType" wsdl:arrayType="xs:int[,]"/>
          </xs:restriction></xs:complexContent></xs:complexType>
        </xs:schema>
        """;

    private static Spoken Service(string type) => Speak(Rpc(Types, $"""<wsdl:part name="v" type="{type}"/>""", "encoded"));

    [Fact]
    public void Each_value_says_its_type()
    {
        var body = Service("tns:Node").Body("""{"v": {"name": "a", "next": {"name": "b", "next": null}, "code": "c"}}""");

        body.ShouldStartWith("<m:Do ");
        body.ShouldContain("""soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" """.TrimEnd());
        body.ShouldContain("""<name xsi:type="xsd:string">a</name>""");
        body.ShouldContain("""<next xsi:nil="true"/>""");
        body.ShouldContain("""<code xsi:type="enc:string">c</code>""");
        body.ShouldMatch("""<v xmlns:t1="urn:s" xsi:type="t1:Node">|<v xsi:type="t1:Node" xmlns:t1="urn:s">""");
    }

    [Fact]
    public void Arrays_say_what_they_hold_and_how_much()
    {
        Service("tns:Numbers").Body("""{"v": {"item": [1, 2]}}""").ShouldContain(
            """<v xsi:type="enc:Array" enc:arrayType="xsd:int[2]"><item xsi:type="xsd:int">1</item>"""
            + """<item xsi:type="xsd:int">2</item></v>""");
        Service("tns:Table").Body("""{"v": {"item": [{"item": [1]}, {"item": []}]}}""")
            .ShouldContain("""enc:arrayType="xsd:int[][2]"><item xsi:type="enc:Array" enc:arrayType="xsd:int[1]">""");
    }

    [Fact]
    public void In_an_array_names_mean_nothing() =>
        Service("tns:Numbers")
            .Read("""<n:DoResponse xmlns:n="urn:rpc"><v><int>1</int><Item>2</Item><item xsi:nil="1"/></v></n:DoResponse>""")
            .ShouldBe("""{"v":{"item":[1,2,null]}}""");

    [Theory]
    [InlineData("""<v enc:offset="[2]"><i>1</i></v>""")]
    [InlineData("""<v><i enc:position="[2]">1</i></v>""")]
    public void A_part_of_an_array_is_not_taken_for_the_whole(string array) =>
        Service("tns:Numbers").Refusal(
            $"""<n:DoResponse xmlns:n="urn:rpc" xmlns:enc="http://schemas.xmlsoap.org/soap/encoding/">{array}</n:DoResponse>""")
            .ShouldContain("sparse");

    [Fact]
    public void An_array_of_several_dimensions_is_refused_with_the_reason() =>
        Read(Rpc(Types, """<wsdl:part name="v" type="tns:Matrix"/>""", "encoded")).Unsupported["Do"]
            .ShouldContain("array of several dimensions");

    [Fact]
    public void References_are_put_where_they_belong() => Service("tns:Nodes").Read("""
        <n:DoResponse xmlns:n="urn:rpc"><v><i href="#1"/><i href="#1"/><i href="#2"/></v></n:DoResponse>
        <multiRef id="1"><name>a</name><next href="#2"/></multiRef>
        <multiRef id="2"><name href="#3"/></multiRef>
        <multiRef id="3" xsi:type="xs:string">b</multiRef>
        """).ShouldBe("""{"v":{"item":[{"name":"a","next":{"name":"b"}},{"name":"a","next":{"name":"b"}},{"name":"b"}]}}""");

    [Fact]
    public void A_referred_value_brings_its_prefixes_along() => Service("xs:anyType").Read("""
        <n:DoResponse xmlns:n="urn:rpc"><v href="#1"/></n:DoResponse>
        <r id="1" xmlns:q="http://www.w3.org/2001/XMLSchema" xsi:type="q:int">5</r>
        """).ShouldBe("""{"v":{"@type":"xs:int","$value":5}}""");

    [Fact]
    public void The_results_element_may_stand_behind_what_it_refers_to() => Service("tns:Node").Read("""
        <r id="1"><name>a</name></r><n:DoResponse xmlns:n="urn:rpc"><v href="#1"/></n:DoResponse>
        """).ShouldBe("""{"v":{"name":"a"}}""");

    [Theory]
    [InlineData("""<r id="1"><name>a</name><next href="#1"/></r>""", "references go in circles")]
    [InlineData("""<r id="1" href="#2"/><r id="2" href="#1"/>""", "it is too large, or its references make it so")]
    [InlineData("""<r id="2"/>""", "a reference leads nowhere")]
    [InlineData("""<r id="1"/><r id="1"/>""", "two elements have the same id")]
    public void References_that_do_not_make_a_tree_are_refused(string refs, string why) =>
        Service("tns:Node").Refusal($"""<n:DoResponse xmlns:n="urn:rpc"><v href="#1"/></n:DoResponse>{refs}""")
            .ShouldStartWith(why);

    [Fact]
    public void References_to_references_do_not_fill_the_memory()
    {
        var levels = string.Concat(Enumerable.Range(1, 30).Select(
            i => $"<r id='{i}'>{string.Concat(Enumerable.Repeat($"<x href='#{i + 1}'/>", 10))}</r>"));

        Service("tns:Node").Refusal($"""<n:DoResponse xmlns:n="urn:rpc"><v href="#1"/></n:DoResponse>{levels}<r id="31"/>""")
            .ShouldBe("it is too large, or its references make it so");
    }

    [Fact]
    public void A_long_text_referred_to_often_does_not_fill_the_memory()
    {
        var many = string.Concat(Enumerable.Repeat("<i href='#1'/>", 1000));

        Service("tns:Nodes").Refusal(
            $"""<n:DoResponse xmlns:n="urn:rpc"><v>{many}</v></n:DoResponse>"""
            + $"""<r id="1"><name>{new string('x', 100_000)}</name></r>""")
            .ShouldBe("it is too large, or its references make it so");
    }

    [Fact]
    public void What_Axis_sends_for_a_dictionary_is_read() => Speak(Rpc(
        "", """<wsdl:part name="v" type="a:Map" xmlns:a="http://xml.apache.org/xml-soap"/>""", "encoded")).Read("""
        <n:DoResponse xmlns:n="urn:rpc">
          <v><item><key xsi:type="xs:string">k</key><value xsi:type="xs:int">5</value></item></v>
        </n:DoResponse>
        """).ShouldBe("""{"v":{"item":[{"key":"k","value":{"@type":"xs:int","$value":5}}]}}""");
}

using System.Text;
using System.Text.Json.Nodes;
using Hub.Soap.Envelopes;
using Hub.Soap.Outcomes;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>
/// Answers that are not what the schema says: read where their meaning is clear, refused where it would be lost.
/// </summary>
public sealed class OddAnswers
{
    private static readonly Spoken Service = Speak(Echo(Schema("""
        <xs:complexType name="Part" abstract="false"><xs:sequence>
          <xs:element name="Name" type="xs:string" minOccurs="0"/><xs:element name="Child" type="tns:Part" minOccurs="0"/>
        </xs:sequence></xs:complexType>
        <xs:complexType name="Screw"><xs:complexContent><xs:extension base="tns:Part"><xs:sequence>
          <xs:element name="Size" type="xs:int"/>
        </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
        <xs:complexType name="Owner" abstract="true"><xs:sequence><xs:element name="Who" type="xs:string"/></xs:sequence>
        </xs:complexType>
        <xs:element name="Do"><xs:complexType><xs:sequence>
          <xs:element name="S" type="xs:string" minOccurs="0" nillable="true"/><xs:element name="N" type="xs:int" minOccurs="0"/>
          <xs:element name="Q" type="xs:QName" minOccurs="0"/><xs:element name="B" type="xs:base64Binary" minOccurs="0"/>
          <xs:element name="P" type="tns:Part" minOccurs="0"/><xs:element name="O" type="tns:Owner" minOccurs="0"/>
          <xs:element name="W" type="tns:Screw" minOccurs="0"/>
          <xs:element name="A" minOccurs="0"><xs:complexType><xs:complexContent><xs:extension base="tns:Screw"><xs:sequence>
            <xs:element name="Head" type="xs:string"/>
          </xs:sequence></xs:extension></xs:complexContent></xs:complexType></xs:element>
          <xs:element name="L" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
        </xs:sequence></xs:complexType></xs:element>
        """)));

    private static string Do(string inside) => $"""<Do xmlns="urn:s" xmlns:u="urn:unknown">{inside}</Do>""";

    [Theory]
    [InlineData("<Other/>", "nothing in it is known: '{urn:s}Do' holds '{urn:s}Other'")]
    [InlineData("<x xmlns='urn:v2'><S>a</S></x>", "nothing in it is known: '{urn:s}Do' holds '{urn:v2}x'")]
    [InlineData("<P><Piece>1</Piece></P>", "nothing in it is known: '{urn:s}Do' holds '{urn:s}Piece'")]
    [InlineData("Sorry, we are closed", "nothing in it is known: '{urn:s}Do' holds text")]
    public void An_answer_with_nothing_known_in_it_is_none(string inside, string why) =>
        Service.Refusal(Do(inside)).ShouldBe(why);

    [Theory]
    [InlineData("", """{"L":[]}""")]
    [InlineData("<Other/><S>a</S>", """{"S":"a","L":[]}""")]
    [InlineData("<Other/><S xsi:nil='true'/>", """{"S":null,"L":[]}""")]
    public void What_is_not_known_is_passed_over_beside_what_is(string inside, string json) =>
        Service.Read(Do(inside)).ShouldBe(json);

    [Theory]
    [InlineData("<S xsi:type='xs:base64Binary'>Z3LDtsOf</S>", "S: is said to be an xs:base64Binary, which is no xs:string")]
    [InlineData("<S xsi:type='xs:hexBinary'>00</S>", "S: is said to be an xs:hexBinary, which is no xs:string")]
    [InlineData("<S xsi:type='xs:QName'>u:a</S>", "S: is said to be an xs:QName, which is no xs:string")]
    [InlineData("<B xsi:type='xs:string'>text</B>", "B: is said to be an xs:string, which is no xs:base64Binary")]
    [InlineData("<S xsi:type='u:Text' lang='de'>a</S>", "S: is of the type '{urn:unknown}Text', which has attributes")]
    [InlineData("<S>a<b>c</b></S>", "S: holds the element '{urn:s}b', and should be a value")]
    [InlineData("<S xsi:nil='true'>a</S>", "S: is nil, and has content")]
    [InlineData("<P xsi:nil='1'><Name>a</Name></P>", "P: is nil, and has content")]
    [InlineData("<P xsi:type='nobody:Bolt'><Name>a</Name></P>", "P: has a type whose prefix is not declared")]
    [InlineData("<O xsi:type='u:Firm'><Who>a</Who></O>", "O: is of the type '{urn:unknown}Firm', which is not known")]
    [InlineData("<P xsi:type=''><Name>a</Name></P>", "P: has a type that is not a name")]
    [InlineData("<P xsi:type='u:a:Part'><Name>a</Name></P>", "P: has a type that is not a name")]
    [InlineData("<S xsi:type='u:'>a</S>", "S: has a type that is not a name")]
    [InlineData("<Q>u:b:c</Q>", "Q: is not a qualified name, such as t:Order")]
    [InlineData("<Q>u:</Q>", "Q: is not a qualified name, such as t:Order")]
    public void What_would_be_lost_or_become_something_else_is_an_invalid_answer(string inside, string why) =>
        Service.Refusal(Do(inside)).ShouldStartWith(why);

    [Theory]
    [InlineData("<S xsi:type='xs:token'>a</S>", """{"S":"a","L":[]}""")]
    [InlineData("<N xsi:type='xs:string'>5</N>", """{"N":5,"L":[]}""")]
    [InlineData("<N xsi:type='xs:short'>5</N>", """{"N":5,"L":[]}""")]
    [InlineData("<S xsi:type='u:Code'>a</S>", """{"S":"a","L":[]}""")]
    [InlineData("<S xsi:nil='true'> <!-- --> </S>", """{"S":null,"L":[]}""")]
    [InlineData("<S>a<!-- x -->b<![CDATA[<c>]]>&amp;&#x64;<?x y?>e</S>", """{"S":"ab<c>&de","L":[]}""")]
    [InlineData("<N><!-- x -->1<!-- -->2</N>", """{"N":12,"L":[]}""")]
    [InlineData("<Q>u<!-- -->:a</Q>", """{"Q":"{urn:unknown}a","L":[]}""")]
    [InlineData("<Q xmlns:w='urn:w'>\n w:a<!-- --> </Q>", """{"Q":"{urn:w}a","L":[]}""")]
    [InlineData("<P xmlns=''><Name>a</Name></P>", """{"P":{"Name":"a"},"L":[]}""")]
    [InlineData("<u:P><Name xmlns='urn:s'>a</Name></u:P>", """{"P":{"Name":"a"},"L":[]}""")]
    [InlineData("<P xsi:type='Screw'><Size>1</Size></P>", """{"P":{"@type":"Screw","Size":1},"L":[]}""")]
    [InlineData("<P xsi:type='nobody:Screw'><Size>1</Size></P>", """{"P":{"@type":"Screw","Size":1},"L":[]}""")]
    [InlineData("<P xsi:type='u:Screw'><Size>1</Size></P>", """{"P":{"@type":"Screw","Size":1},"L":[]}""")]
    [InlineData("<P xsi:type='nobody:Part'><Name>a</Name></P>", """{"P":{"Name":"a"},"L":[]}""")]
    [InlineData("<P xsi:type='u:Bolt'><Name>a</Name></P>", """{"P":{"@type":"{urn:unknown}Bolt","Name":"a"},"L":[]}""")]
    public void What_is_clear_is_read(string inside, string json) =>
        Service.Read(Do(inside)).ShouldBe(JsonNode.Parse(json)!.ToJsonString());

    [Theory]
    [InlineData("<P xsi:type='Part'><Name>a</Name></P>", """{"P":{"Name":"a"},"L":[]}""")]
    [InlineData("<W xsi:type='Part'><Name>a</Name><Size>1</Size></W>", """{"W":{"Name":"a","Size":1},"L":[]}""")]
    [InlineData("<W xsi:type='u:Part'><Name>a</Name><Size>1</Size></W>", """{"W":{"Name":"a","Size":1},"L":[]}""")]
    [InlineData("<A xsi:type='Screw'><Size>1</Size><Head>b</Head></A>", """{"A":{"Size":1,"Head":"b"},"L":[]}""")]
    [InlineData("<A xsi:type='nobody:Part'><Size>1</Size><Head>b</Head></A>", """{"A":{"Size":1,"Head":"b"},"L":[]}""")]
    public void A_type_named_by_one_it_is_derived_from_is_read_and_written_back(string inside, string json)
    {
        Service.Read(Do(inside)).ShouldBe(json);
        Service.Errors(json).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"P": {"@type": "Part", "Name": "a"}}""")]
    [InlineData("""{"W": {"@type": "Part", "Size": 1}}""")]
    [InlineData("""{"W": {"@type": "Screw", "Size": 1}}""")]
    [InlineData("""{"A": {"@type": "Screw", "Size": 1, "Head": "b"}}""")]
    public void A_base_type_named_in_a_request_is_the_declared_type(string json)
    {
        Service.Errors(json).ShouldBeEmpty();
        Service.Body(json).ShouldNotContain("xsi:type");
    }

    [Fact]
    public void A_type_that_is_neither_derived_nor_a_base_is_refused() =>
        Service.Errors("""{"W": {"@type": "Owner", "Size": 1}}""").ShouldBe(["W.@type: is not known here"]);

    [Theory]
    [InlineData("<Wrong xmlns='urn:s'><S>a</S></Wrong>", "the body holds 'Wrong' where Do was expected")]
    [InlineData("<GetOther xmlns='urn:s'/>", "the body holds 'GetOther' where Do was expected")]
    [InlineData("Sorry", "the body holds '' where Do was expected")]
    public void The_answer_of_another_operation_is_named(string body, string why) => Service.Refusal(body).ShouldBe(why);

    [Theory]
    [InlineData("garbage")]
    [InlineData("<again/>")]
    [InlineData("\0\0")]
    [InlineData("{\"ok\":true}")]
    public void Nothing_may_stand_behind_the_envelope(string behind) =>
        Service.Outcome(Spoken.Envelope(Do("<S>a</S>")) + behind).ShouldBeOfType<InvalidAnswer>();

    [Fact]
    public void A_fault_behind_the_answer_leaves_no_answer() =>
        Service.Refusal(Do("<S>a</S>") + "<e:Fault><faultcode>e:Server</faultcode></e:Fault>")
            .ShouldBe("a fault stands behind the answer");

    [Fact]
    public void An_answer_behind_the_fault_leaves_no_fault() =>
        Service.Refusal("<e:Fault><faultcode>e:Client</faultcode></e:Fault>" + Do("<S>a</S>"))
            .ShouldBe("an answer stands behind the fault");

    [Fact]
    public void Text_in_a_million_pieces_is_put_together_once()
    {
        var service = Speak(Echo(Schema("""
            <xs:element name="Do"><xs:complexType mixed="true"><xs:sequence>
              <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
            </xs:sequence></xs:complexType></xs:element>
            """)));
        var text = string.Concat(Enumerable.Repeat("a<!---->", 1_000_000));

        service.Read($"""<Do xmlns="urn:s">{text}</Do>""").Length.ShouldBe("""{"$content":[""]}""".Length + 1_000_000);
        service.Read($"""<Do xmlns="urn:s"><x xmlns="urn:x">{text}</x></Do>""").Length.ShouldBeGreaterThan(1_000_000);
    }

    [Fact]
    public void One_long_namespace_for_many_elements_does_not_fill_the_memory()
    {
        var service = Speak(Echo(Schema("""
            <xs:element name="Do"><xs:complexType><xs:sequence>
              <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
            </xs:sequence></xs:complexType></xs:element>
            """)));
        var space = $"urn:{new string('x', 1_000_000)}";

        service.Refusal($"""<Do xmlns="urn:s" xmlns:x="{space}">{string.Concat(Enumerable.Repeat("<x:a/>", 100_000))}</Do>""")
            .ShouldBe("it is too large as JSON");
    }

    [Fact]
    public void Whatever_is_done_to_an_answer_reading_it_comes_to_an_outcome()
    {
        var good = Encoding.UTF8.GetBytes("<?xml version='1.0' encoding='utf-8'?>" + Spoken.Envelope(Do(
            "<S xsi:type='xs:string'>größer €</S><N>1</N><Q>u:a</Q><P xsi:type='Screw'><Size>1</Size></P><L>a</L>")));
        var random = new Random(20261128);
        string?[] charsets =
            [null, "utf-8", "iso-8859-1", "us-ascii", "utf-16", "utf-7", "ibm037", "shift_jis", "no-such", "\"", "x y"];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                var at = random.Next(bytes.Length);
                bytes = random.Next(4) switch
                {
                    0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                    1 => [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(20))..]],
                    2 => [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]],
                    _ => [.. bytes[..at], (byte)"<>&'\"= :/!-?[]"[random.Next(14)], .. bytes[Math.Min(bytes.Length, at + 1)..]],
                };
                if (bytes.Length is < 12 or > 10_000)
                    bytes = (byte[])good.Clone();
            }

            SoapEnvelope.Read(
                new MemoryStream(bytes), Service.Contract, Service.Operation, charsets[random.Next(charsets.Length)])
                .ShouldNotBeNull();
        }
    }
}

using System.Text;
using Hub.Soap.Envelopes;
using Hub.Soap.Outcomes;
using Hub.Soap.Xml;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>What a system that was taken over may send: each is refused, soon and without filling the memory.</summary>
public sealed class HostileAnswers
{
    private static readonly Spoken Service = Speak(Echo(Schema("""
        <xs:element name="Do"><xs:complexType><xs:sequence>
          <xs:element name="A" type="xs:string" minOccurs="0"/><xs:element name="Inner" type="tns:Inner" minOccurs="0"/>
          <xs:element name="X" type="xs:anyType" minOccurs="0"/>
        </xs:sequence></xs:complexType></xs:element>
        <xs:complexType name="Inner"><xs:sequence>
          <xs:element name="Inner" type="tns:Inner" minOccurs="0"/>
        </xs:sequence></xs:complexType>
        """)));

    private static readonly string Good = Spoken.Envelope("""<Do xmlns="urn:s"><A>ok</A></Do>""");

    [Theory]
    [InlineData("<!DOCTYPE x>")]
    [InlineData("<!DOCTYPE x SYSTEM 'file:///etc/passwd'>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>")]
    public void A_DTD_is_refused_whatever_is_in_it(string dtd) =>
        Refused(dtd + Good.Replace("ok", "&b;", StringComparison.Ordinal));

    [Fact]
    public void An_entity_that_nobody_declared_is_refused() => Refused(Good.Replace("ok", "&x;", StringComparison.Ordinal));

    [Theory]
    [InlineData("Inner")]
    [InlineData("X")]
    [InlineData("Unknown")]
    public void Deep_nesting_is_refused_wherever_it_stands(string name)
    {
        var begin = string.Concat(Enumerable.Repeat($"<{name}>", 100_000));
        var end = string.Concat(Enumerable.Repeat($"</{name}>", 100_000));
        Refused(Spoken.Envelope($"""<Do xmlns="urn:s">{begin}{end}</Do>"""));
    }

    [Fact]
    public void Deep_nesting_in_a_header_or_a_fault_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 1000)) + string.Concat(Enumerable.Repeat("</a>", 1000));

        Refused(Spoken.Envelope("""<Do xmlns="urn:s"/>""", $"<e:Header>{deep}</e:Header>"));
        Refused(Spoken.Envelope($"<e:Fault><faultcode>a</faultcode><detail>{deep}</detail></e:Fault>"));
    }

    [Fact]
    public void More_text_than_is_bounded_is_refused() =>
        Refused(Good.Replace("ok", new string('x', BoundedXml.MaxCharacters), StringComparison.Ordinal));

    [Fact]
    public void More_attributes_than_are_bounded_are_refused() =>
        Refused(Good.Replace(
            "<A>", $"<A {string.Join(' ', Enumerable.Range(0, 1_500_000).Select(i => $"a{i}='1'"))}>", StringComparison.Ordinal));

    [Fact]
    public void An_answer_cut_off_anywhere_is_refused()
    {
        for (var length = 0; length < Good.Length; length++)
            Refused(Good[..length]);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    [InlineData("no-such-encoding")]
    public void An_encoding_that_is_not_the_one_announced_is_refused(string encoding) =>
        Refused($"<?xml version='1.0' encoding='{encoding}'?>{Good}");

    [Fact]
    public void Bytes_that_are_no_characters_are_refused()
    {
        var bytes = Encoding.UTF8.GetBytes(Good);
        bytes[Good.IndexOf("ok", StringComparison.Ordinal)] = 0xC3;

        SoapEnvelope.Read(new MemoryStream(bytes), Service.Contract, Service.Operation).ShouldBeOfType<InvalidAnswer>();
    }

    [Fact]
    public void UTF_16_that_says_so_is_read() => SoapEnvelope.Read(
        new MemoryStream([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(
            $"<?xml version='1.0' encoding='utf-16'?>{Good}")]), Service.Contract, Service.Operation)
        .ShouldBeOfType<Answer>().Document!.ToJsonString().ShouldBe("""{"A":"ok"}""");

    [Theory]
    [InlineData("<html><body>Sorry</body></html>", "it is no SOAP envelope")]
    [InlineData("<e:Envelope xmlns:e='urn:other'><e:Body/></e:Envelope>", "it is no SOAP envelope")]
    [InlineData(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><Body/></e:Envelope>", "the envelope has no body")]
    [InlineData("<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body/></e:Envelope>", "the body is empty")]
    [InlineData(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>text</e:Body></e:Envelope>",
        "the body holds '' where Do was expected")]
    public void What_is_no_answer_is_told(string text, string why) =>
        Service.Outcome(text).ShouldBeOfType<InvalidAnswer>().Reason.ShouldBe(why);

    [Theory]
    [InlineData("<a")]
    [InlineData("]]>")]
    [InlineData("<!--x--><![CDATA[y]]>&#x41;")]
    [InlineData("' onclick=\"x\" {urn:x}")]
    public void Nothing_that_is_given_becomes_markup(string text)
    {
        var json = System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string> { ["A"] = text });

        Service.Read(Service.Body(json)).ShouldBe(System.Text.Json.Nodes.JsonNode.Parse(json)!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"X": {"$content": [{"a><b": "x"}]}}""")]
    [InlineData("""{"X": {"$content": [{"{urn:x\"><b/>}a b": "x"}]}}""")]
    [InlineData("""{"X": {"@{http://www.w3.org/2001/XMLSchema-instance}type": "x"}}""")]
    [InlineData("""{"X": {"@{http://www.w3.org/2000/xmlns/}x": "urn:x"}}""")]
    [InlineData("""{"X": {"@type": "xs:int\" x=\"", "$value": 1}}""")]
    [InlineData("""{"X": [1]}""")]
    public void Names_that_are_none_are_refused_where_any_may_stand(string json) => Service.Errors(json).ShouldNotBeEmpty();

    [Theory]
    [InlineData("<!DOCTYPE a>", "it holds a DTD, which is refused")]
    [InlineData(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'>\n<e:Body><Do xmlns='urn:s'><A>",
        "it ends in the middle (line 2)")]
    [InlineData(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><n:Do/></e:Body></e:Envelope>",
        "a prefix is not declared (line 1)")]
    [InlineData(
        "<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body><Do xmlns='urn:s'><A>a & b</A></Do>"
            + "</e:Body></e:Envelope>",
        "it is not well-formed XML (line 1)")]
    public void Why_an_answer_is_no_XML_is_told_with_the_place(string text, string why) =>
        Service.Outcome(text).ShouldBeOfType<InvalidAnswer>().Reason.ShouldBe(why);

    private static void Refused(string text) => Service.Outcome(text).ShouldBeOfType<InvalidAnswer>();
}

using Hub.Adapters.Tests.Stubs;
using Hub.Soap.Contracts;
using Hub.Soap.Wsdl;

namespace Hub.Adapters.Tests.Soap;

/// <summary>WSDLs from before XML Schema was a standard.</summary>
public sealed class Drafts
{
    private const string Wsdl = """
        <definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:tns="urn:w" xmlns:t="urn:t" xmlns:xsd="SCHEMA"
          xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
            xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"
            targetNamespace="urn:w">
          <types><schema xmlns="SCHEMA" targetNamespace="urn:t"><import namespace="SCHEMA"/>
            <complexType name="Address">
              <element name="street" type="string"/><element name="since" type="xsd:timeInstant" minOccurs="0"/>
              <attribute name="zip" type="string" minOccurs="1"/>
              <attribute name="land" type="string" use="default" value="AT"/>
            </complexType>
            <complexType name="Firm" base="t:Address" derivedBy="extension">
              <element name="link" type="uriReference" maxOccurs="*"/>
            </complexType>
            <complexType name="Amount" base="xsd:decimal" derivedBy="extension" content="textOnly">
              <attribute name="unit" type="string"/>
            </complexType>
            <simpleType name="Rate"><restriction base="decimal">
              <precision value="5"/><scale value="2"/>
            </restriction></simpleType>
            <complexType name="Days"><complexContent><restriction base="SOAP-ENC:Array">
              <attribute ref="SOAP-ENC:arrayType" wsdl:arrayType="xsd:timeInstant[]"/>
            </restriction></complexContent></complexType>
          </schema></types>
          <message name="In">
            <part name="firm" type="t:Firm"/><part name="at" type="xsd:timeInstant"/><part name="rate" type="t:Rate"/>
          </message>
          <message name="Out"><part name="return" type="t:Amount"/><part name="days" type="t:Days"/></message>
          <portType name="P"><operation name="Do"><input message="tns:In"/><output message="tns:Out"/></operation></portType>
          <binding name="B" type="tns:P"><soap:binding style="rpc"/><operation name="Do"><soap:operation soapAction=""/>
            <input><soap:body use="encoded" namespace="urn:d" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/></input>
            <output>
              <soap:body use="encoded" namespace="urn:d" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/>
            </output>
          </operation></binding>
          <service name="S"><port name="P" binding="tns:B"><soap:address location="http://x/"/></port></service>
        </definitions>
        """;

    private static SoapContract Read(string schema) =>
        WsdlReader.Read(
            RunningAdapters.Bundle(("a/s.wsdl", Wsdl.Replace("SCHEMA", schema, StringComparison.Ordinal))).Files, "a/s.wsdl");

    [Theory]
    [InlineData("http://www.w3.org/1999/XMLSchema")]
    [InlineData("http://www.w3.org/2000/10/XMLSchema")]
    public void A_draft_is_read_as_what_became_of_it_and_that_is_said(string schema)
    {
        var contract = Read(schema);

        contract.Unsupported.ShouldBeEmpty();
        contract.Warnings
            .ShouldContain($"a/s.wsdl is written in a draft of XML Schema, '{schema}': read as the standard that came of it.");
        var spoken = new Spoken(contract, contract.Operations["Do"]);
        var body = spoken.Body(
            """
            {"firm":{"@zip":"1","street":"a","since":"2001-05-02T00:00:00Z","link":["http://x","y"]},
             "at":"2001-05-02T00:00:00Z","rate":123.45}
            """);
        body.ShouldContain("<link xsi:type=\"xsd:anyURI\">y</link>");
        body.ShouldContain("<at xsi:type=\"xsd:dateTime\">2001-05-02T00:00:00Z</at>");
        spoken.Errors("""{"firm":{"street":"a","link":[]},"at":"gestern","rate":1.234}""").Order().ShouldBe(
            ["at: 'gestern' is not a date and time, such as 2026-01-31T12:00:00Z", "firm.@zip: is required",
                "firm.link: needs at least 1 entry",
                "rate: '1.234' has more than 2 decimals"]);
        spoken.Read(
            "<d:DoResponse xmlns:d='urn:d'><return unit='kg'>1.50</return>"
                + "<days><i>2001-05-02T00:00:00Z</i></days></d:DoResponse>")
            .ShouldBe("""{"return":{"@unit":"kg","$value":1.50},"days":{"item":["2001-05-02T00:00:00Z"]}}""");
    }

    [Fact]
    public void A_prefix_for_a_draft_that_nobody_uses_is_nothing_to_tell() =>
        Read("http://www.w3.org/2001/XMLSchema\" xmlns:old=\"http://www.w3.org/1999/XMLSchema").Warnings
            .ShouldAllBe(w => !w.Contains("draft", StringComparison.Ordinal));
}

using Hub.Adapters.Tests.Stubs;
using Hub.Soap.Contracts;
using Hub.Soap.Wsdl;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Small services of other people's making, each around one operation.</summary>
internal static class Services
{
    public const string Heading = """
        <wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
          xmlns:xs="http://www.w3.org/2001/XMLSchema"
          xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:tns="urn:s" targetNamespace="urn:s">
        """;

    private const string InAndOut = """<wsdl:input message="tns:In"/><wsdl:output message="tns:Out"/>""";

    /// <summary>A service with one operation, <c>Do</c>.</summary>
    /// <param name="types">Its schemas.</param>
    /// <param name="messages">What stands in <c>In</c>, in <c>Out</c>, and in any other message.</param>
    /// <param name="binding">The operation in the binding.</param>
    /// <param name="style"><c>document</c> or <c>rpc</c>.</param>
    /// <param name="portType">What the operation has in the port type.</param>
    public static string Wsdl(
        string types, string messages, string binding, string style = "document", string portType = InAndOut) => $"""
        {Heading}
          <wsdl:types>{types}</wsdl:types>
          {messages}
          <wsdl:portType name="P"><wsdl:operation name="Do">{portType}</wsdl:operation></wsdl:portType>
          <wsdl:binding name="B" type="tns:P"><soap:binding style="{style}" transport="http://schemas.xmlsoap.org/soap/http"/>
            <wsdl:operation name="Do"><soap:operation soapAction="urn:do"/>{binding}</wsdl:operation>
          </wsdl:binding>
          <wsdl:service name="S"><wsdl:port name="P" binding="tns:B">
            <soap:address location="http://x/"/>
          </wsdl:port></wsdl:service>
        </wsdl:definitions>
        """;

    /// <summary>Document/literal, with the same element there and back.</summary>
    public static string Echo(string types, string element = "tns:Do") => Wsdl(
        types,
        $"""
        <wsdl:message name="In"><wsdl:part name="p" element="{element}"/></wsdl:message>
        <wsdl:message name="Out"><wsdl:part name="p" element="{element}"/></wsdl:message>
        """,
        """<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>""");

    /// <summary>Rpc, with the same parts there and back.</summary>
    public static string Rpc(string types, string parts, string use = "literal") => Wsdl(
        types,
        $"""<wsdl:message name="In">{parts}</wsdl:message><wsdl:message name="Out">{parts}</wsdl:message>""",
        $"""
        <wsdl:input>
          <soap:body use="{use}" namespace="urn:rpc" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/>
        </wsdl:input>
        <wsdl:output>
          <soap:body use="{use}" namespace="urn:rpc" encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"/>
        </wsdl:output>
        """,
        "rpc");

    public static string Schema(string content, string form = "qualified") =>
        """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="urn:s" targetNamespace="urn:s" """
        + $"""elementFormDefault="{form}">{content}</xs:schema>""";

    public static SoapContract Read(string wsdl, string? port = null) =>
        WsdlReader.Read(RunningAdapters.Bundle(("s.wsdl", wsdl)).Files, "s.wsdl", port: port);

    /// <summary>The only operation; why it cannot be called is a test's failure.</summary>
    public static Spoken Speak(string wsdl)
    {
        var contract = Read(wsdl);
        contract.Unsupported.ShouldBeEmpty();
        return new Spoken(contract, contract.Operations.Values.Single());
    }
}

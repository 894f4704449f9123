using Hub.Soap.Contracts;
using Hub.Soap.Xsd;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

public sealed class Ports
{
    private static readonly string Several = $"""
        {Heading}
          <wsdl:types>{Schema("""<xs:element name="Do" type="xs:int"/>""")}</wsdl:types>
          <wsdl:message name="M"><wsdl:part name="p" element="tns:Do"/></wsdl:message>
          <wsdl:portType name="Read"><wsdl:operation name="Get">
            <wsdl:input message="tns:M"/><wsdl:output message="tns:M"/>
          </wsdl:operation></wsdl:portType>
          <wsdl:portType name="Write"><wsdl:operation name="Put"><wsdl:input message="tns:M"/></wsdl:operation></wsdl:portType>
          {Binding("Queue", "Read", "Get", "http://www.w3.org/2010/soapjms/")}
          {Binding("Reading", "Read", "Get")}
          {Binding("Writing", "Write", "Put")}
          <wsdl:binding name="Get" type="tns:Read">
            <http:binding xmlns:http="http://schemas.xmlsoap.org/wsdl/http/" verb="GET"/>
          </wsdl:binding>
          <wsdl:service name="First">
            <wsdl:port name="Web" binding="tns:Get"/><wsdl:port name="Jms" binding="tns:Queue"/>
            <wsdl:port name="Main" binding="tns:Reading"><soap:address location="http://first/"/></wsdl:port>
          </wsdl:service>
          <wsdl:service name="Second"><wsdl:port name="Main" binding="tns:Writing">
            <soap:address location="http://second/"/>
          </wsdl:port></wsdl:service>
        </wsdl:definitions>
        """;

    [Fact]
    public void The_first_over_HTTP_is_taken_and_the_choice_told()
    {
        var contract = Read(Several);

        contract.Port.ShouldBe(new SoapPort("First", "Main", SoapVersion.Soap11, "http://first/"));
        contract.Operations.Keys.ShouldBe(["Get"]);
        contract.Ports.Select(p => $"{p.Service}/{p.Name}").ShouldBe(["First/Jms", "First/Main", "Second/Main"]);
        contract.Warnings.ShouldHaveSingleItem().ShouldBe("s.wsdl has several ports; First/Main (SOAP 1.1) is taken. "
            + "Say port: to take another; there is Second/Main (SOAP 1.1).");
    }

    [Fact]
    public void Another_is_taken_by_its_name_with_its_service_where_that_is_needed()
    {
        Read(Several, "Second/Main").Operations.Keys.ShouldBe(["Put"]);
        Should.Throw<InvalidContractException>(() => Read(Several, "Main")).Message
            .ShouldBe("s.wsdl has several ports 'Main'; there are First/Main (SOAP 1.1), "
                + "Second/Main (SOAP 1.1); say which, as in port: First/Main.");
    }

    [Fact]
    public void One_that_is_not_there_is_answered_with_those_that_are() =>
        Should.Throw<InvalidContractException>(() => Read(Several, "Mian")).Message
            .ShouldBe("s.wsdl has no port 'Mian' that speaks SOAP; "
                + "there are First/Jms (SOAP 1.1), First/Main (SOAP 1.1), Second/Main (SOAP 1.1).");

    [Fact]
    public void One_that_is_not_declared_to_speak_HTTP_is_taken_when_asked_for_and_told() =>
        Read(Several, "First/Jms").Warnings
            .ShouldContain("s.wsdl: First/Jms (SOAP 1.1) is not declared to go over HTTP; the hub speaks HTTP.");

    [Fact]
    public void Overloads_are_told_apart_by_their_inputs_names()
    {
        var contract = Read($"""
            {Heading}
              <wsdl:message name="One"><wsdl:part name="a" type="xs:int"/></wsdl:message>
              <wsdl:message name="Two"><wsdl:part name="a" type="xs:int"/><wsdl:part name="b" type="xs:int"/></wsdl:message>
              <wsdl:portType name="P">
                <wsdl:operation name="Add"><wsdl:input name="Add1" message="tns:One"/></wsdl:operation>
                <wsdl:operation name="Add"><wsdl:input name="Add2" message="tns:Two"/></wsdl:operation>
              </wsdl:portType>
              <wsdl:binding name="B" type="tns:P"><soap:binding style="rpc"/>
                <wsdl:operation name="Add"><wsdl:input name="Add1"><soap:body use="literal"/></wsdl:input></wsdl:operation>
                <wsdl:operation name="Add"><wsdl:input name="Add2"><soap:body use="literal"/></wsdl:input></wsdl:operation>
              </wsdl:binding>
            </wsdl:definitions>
            """);

        contract.Operations["Add"].InputType.Members().Count().ShouldBe(1);
        contract.Operations["Add2"].InputType.Members().Count().ShouldBe(2);
        contract.Operations["Add2"].Input.Element!.Name.Name.ShouldBe("Add");
    }

    [Fact]
    public void A_service_that_calls_by_itself_is_not_called() => Read(Wsdl(
        "",
        """<wsdl:message name="Out"/>""",
        "<wsdl:output><soap:body use='literal'/></wsdl:output>",
        portType: """<wsdl:output message="tns:Out"/>"""))
        .Unsupported["Do"].ShouldBe("the service sends it by itself; the hub calls and is not called");

    [Fact]
    public void WSDL_2_0_is_answered_with_what_to_do() =>
        Should.Throw<InvalidContractException>(() => Read("""<description xmlns="http://www.w3.org/ns/wsdl"/>""")).Message
            .ShouldBe("s.wsdl is no WSDL 1.1: its root is 'description'; "
                + "the hub reads WSDL 1.1, which services that speak 2.0 mostly offer as well.");

    private static string Binding(
        string name, string type, string operation, string transport = "http://schemas.xmlsoap.org/soap/http") => $"""
        <wsdl:binding name="{name}" type="tns:{type}"><soap:binding transport="{transport}"/>
          <wsdl:operation name="{operation}">
            <wsdl:input><soap:body use="literal"/></wsdl:input>
            <wsdl:output><soap:body use="literal"/></wsdl:output>
          </wsdl:operation>
        </wsdl:binding>
        """;
}

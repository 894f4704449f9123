using Hub.Soap.Outcomes;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

public sealed class Messages
{
    private const string Literal =
        """<wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>""";

    private static readonly string WithHeaders = Wsdl(
        Schema("""
            <xs:element name="Do"><xs:complexType><xs:sequence>
              <xs:element name="No" type="xs:int"/>
            </xs:sequence></xs:complexType></xs:element>
            <xs:element name="DoResponse"><xs:complexType><xs:sequence>
              <xs:element name="Text" type="xs:string"/>
            </xs:sequence></xs:complexType></xs:element>
            <xs:element name="Session"><xs:complexType>
              <xs:sequence><xs:element name="Id" type="xs:string"/></xs:sequence>
              <xs:attribute name="user" use="required"/>
            </xs:complexType></xs:element>
            <xs:element name="Calls" type="xs:int"/>
            """),
        """
        <wsdl:message name="In"><wsdl:part name="p" element="tns:Do"/><wsdl:part name="s" element="tns:Session"/></wsdl:message>
        <wsdl:message name="Out"><wsdl:part name="p" element="tns:DoResponse"/></wsdl:message>
        <wsdl:message name="Other"><wsdl:part name="c" element="tns:Calls"/></wsdl:message>
        """,
        """
        <wsdl:input><soap:body use="literal"/><soap:header message="tns:In" part="s" use="literal"/></wsdl:input>
        <wsdl:output><soap:body use="literal"/><soap:header message="tns:Other" part="c" use="literal"/></wsdl:output>
        """);

    [Fact]
    public void Headers_stand_beside_the_body_and_collide_with_nothing_in_it()
    {
        var service = Speak(WithHeaders);

        service.Header("""{"No": 1, "$headers": {"Session": {"@user": "u", "Id": "7"}}}""")
            .ShouldBe("""<Session user="u" xmlns="urn:s"><Id>7</Id></Session>""");
        service.Body("""{"No": 1, "$headers": {"Session": {"@user": "u", "Id": "7"}}}""")
            .ShouldBe("""<Do xmlns="urn:s"><No>1</No></Do>""");
        service.Write("""{"No": 1}""").ShouldNotContain("Header");
        service.Read(
            """<DoResponse xmlns="urn:s"><Text>t</Text></DoResponse>""",
            """<e:Header><x xmlns="urn:x"/><Calls xmlns="urn:s">3</Calls></e:Header>""")
            .ShouldBe("""{"$headers":{"Calls":3},"Text":"t"}""");
        service.Read("""<DoResponse xmlns="urn:s"><Text>t</Text></DoResponse>""").ShouldBe("""{"Text":"t"}""");
    }

    [Fact]
    public void What_is_wrong_in_a_header_is_told_with_its_path() =>
        Speak(WithHeaders).Errors("""{"No": 1, "$headers": {"Session": {"Id": 1}, "Sesion": {}}}""").ShouldBe(
            [
                "$headers.Session.@user: is required",
                "$headers.Session.Id: 1 is not a text",
                "$headers.Sesion: is not known here; did you mean 'Session'?",
            ],
            ignoreOrder: true);

    [Fact]
    public void A_mapping_can_reach_into_headers() =>
        Speak(WithHeaders).Operation.InputType.Members().Single(m => m.Property == "$headers").Type.Members()
            .Select(m => m.Property).ShouldBe(["Session"]);

    [Fact]
    public void A_message_may_be_a_bare_value()
    {
        var service = Speak(Echo(Schema("""<xs:element name="Do" type="xs:int"/>""")));

        service.Body("5").ShouldBe("""<Do xmlns="urn:s">5</Do>""");
        service.Read("""<Do xmlns="urn:s">6</Do>""").ShouldBe("6");
    }

    [Fact]
    public void Parts_with_a_type_stand_in_the_body_itself()
    {
        var service = Speak(Wsdl(
            Schema(
                """
                <xs:complexType name="T"><xs:sequence>
                  <xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:string" minOccurs="0"/>
                </xs:sequence></xs:complexType>
                """),
            """
            <wsdl:message name="In"><wsdl:part name="p" type="tns:T"/></wsdl:message>
            <wsdl:message name="Out"><wsdl:part name="p" type="tns:T"/></wsdl:message>
            """,
            Literal));

        service.Body("""{"B": "b", "A": 1}""").ShouldBe("""<A xmlns="urn:s">1</A><B xmlns="urn:s">b</B>""");
        service.Read("""<A xmlns="urn:s">1</A><New/><B xmlns="urn:s">b</B>""").ShouldBe("""{"A":1,"B":"b"}""");
    }

    [Fact]
    public void Several_elements_may_stand_side_by_side()
    {
        var service = Speak(Wsdl(
            Schema("""<xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:string"/>"""),
            """
            <wsdl:message name="In"><wsdl:part name="a" element="tns:A"/><wsdl:part name="b" element="tns:B"/></wsdl:message>
            <wsdl:message name="Out"><wsdl:part name="a" element="tns:A"/><wsdl:part name="b" element="tns:B"/></wsdl:message>
            """,
            """
            <wsdl:input><soap:body use="literal"/></wsdl:input>
            <wsdl:output><soap:body use="literal" parts="b"/></wsdl:output>
            """));

        service.Body("""{"A": 1, "B": "b"}""").ShouldBe("""<A xmlns="urn:s">1</A><B xmlns="urn:s">b</B>""");
        service.Read("""<B xmlns="urn:s">b</B>""").ShouldBe("\"b\"");
    }

    [Fact]
    public void A_message_without_parts_is_an_empty_body()
    {
        var service = Speak(Wsdl(
            Schema("""<xs:element name="R" type="xs:string"/>"""),
            """<wsdl:message name="In"/><wsdl:message name="Out"><wsdl:part name="p" element="tns:R"/></wsdl:message>""",
            Literal));

        service.Write("{}").ShouldContain("<soap:Body/>");
    }

    [Theory]
    [InlineData("")]
    [InlineData("<Whatever/>")]
    public void One_way_has_no_answer_and_takes_any(string body)
    {
        var service = Speak(Wsdl(
            Schema("""<xs:element name="Do" type="xs:int"/>"""),
            """<wsdl:message name="In"><wsdl:part name="p" element="tns:Do"/></wsdl:message>""",
            """<wsdl:input><soap:body use="literal"/></wsdl:input>""",
            portType: """<wsdl:input message="tns:In"/>"""));

        service.Operation.OneWay.ShouldBeTrue();
        service.Operation.OutputType.ShouldBeNull();
        service.Read(body).ShouldBe("{}");
    }

    [Fact]
    public void Rpc_puts_its_parts_into_an_element_named_after_the_operation()
    {
        var service = Speak(Rpc(
            Schema(
                """<xs:complexType name="T"><xs:sequence><xs:element name="X" type="xs:int"/></xs:sequence></xs:complexType>"""),
            """<wsdl:part name="a" type="xs:int"/><wsdl:part name="b" type="tns:T"/>"""));

        service.Body("""{"b": {"X": 2}, "a": 1}""")
            .ShouldBe("""<m:Do xmlns:m="urn:rpc"><a>1</a><b><X xmlns="urn:s">2</X></b></m:Do>""");
        service.Read("""<n:DoResponse xmlns:n="urn:rpc"><a>1</a><b><X xmlns="urn:s">2</X></b></n:DoResponse>""")
            .ShouldBe("""{"a":1,"b":{"X":2}}""");
        service.Errors("""{"a": 1}""").ShouldBe(["b: is required"]);
    }

    [Fact]
    public void The_one_result_of_rpc_is_known_by_its_place() =>
        Speak(Rpc("", """<wsdl:part name="return" type="xs:int"/>"""))
            .Read("""<n:anything xmlns:n="urn:else"><result>5</result></n:anything>""")
            .ShouldBe("""{"return":5}""");

    [Theory]
    [InlineData("""<NotFound xmlns="urn:s"><No>5</No></NotFound>""", "NotFound", """{"No":5}""")]
    [InlineData(
        """<Trace xmlns="urn:x">at line 5</Trace><NotFound xmlns="urn:s"><No>5</No></NotFound>""", "NotFound", """{"No":5}""")]
    [InlineData("""<NotFound><No>5</No></NotFound>""", "NotFound", """{"No":5}""")]
    [InlineData("""<NotFound xmlns="urn:s"><No>x</No></NotFound>""", "NotFound", null)]
    [InlineData("""<Trace xmlns="urn:x">at line 5</Trace>""", "Trace", null)]
    public void A_fault_is_known_by_its_element_and_told_by_its_type(string detail, string name, string? json)
    {
        var service = Speak(Wsdl(
            Schema("""
                <xs:element name="Do" type="xs:int"/>
                <xs:element name="NotFound"><xs:complexType><xs:sequence>
                  <xs:element name="No" type="xs:int"/>
                </xs:sequence></xs:complexType></xs:element>
                """),
            """
            <wsdl:message name="In"><wsdl:part name="p" element="tns:Do"/></wsdl:message>
            <wsdl:message name="Out"><wsdl:part name="p" element="tns:Do"/></wsdl:message>
            <wsdl:message name="F"><wsdl:part name="f" element="tns:NotFound"/></wsdl:message>
            """,
            Literal,
            portType: """
                <wsdl:input message="tns:In"/><wsdl:output message="tns:Out"/><wsdl:fault name="f" message="tns:F"/>
                """));

        var fault = service.Outcome(Spoken.Envelope(
            $"<e:Fault><faultcode>e:Client.Sub</faultcode><faultstring>no</faultstring><detail>{detail}</detail></e:Fault>"))
            .ShouldBeOfType<Fault>();
        fault.DetailName.ShouldBe(name);
        fault.Detail?.ToString().ShouldBe(json);
        fault.Codes.ShouldBe(["Client.Sub"]);
    }

    [Fact]
    public void A_fault_of_rpc_is_told_by_its_parts_type()
    {
        var service = Speak(Wsdl(
            Schema(
                """
                <xs:complexType name="Trouble"><xs:sequence><xs:element name="No" type="xs:int"/></xs:sequence></xs:complexType>
                """),
            """
            <wsdl:message name="In"><wsdl:part name="p" type="xs:int"/></wsdl:message>
            <wsdl:message name="Out"><wsdl:part name="p" type="xs:int"/></wsdl:message>
            <wsdl:message name="F"><wsdl:part name="trouble" type="tns:Trouble"/></wsdl:message>
            """,
            Literal,
            "rpc",
            """<wsdl:input message="tns:In"/><wsdl:output message="tns:Out"/><wsdl:fault name="f" message="tns:F"/>"""));

        var fault = service.Outcome(Spoken.Envelope(
            "<e:Fault><faultcode>e:Server</faultcode><faultstring/><detail><trouble><No>3</No></trouble></detail></e:Fault>"))
            .ShouldBeOfType<Fault>();
        (fault.DetailName, fault.Detail!.ToString()).ShouldBe(("trouble", """{"No":3}"""));
    }
}

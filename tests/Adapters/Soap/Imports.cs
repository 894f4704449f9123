using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;
using Hub.Soap.Contracts;
using Hub.Soap.Wsdl;
using Hub.Soap.Xsd;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>What a WSDL brings along in other files, and what is forgiven on the way.</summary>
public sealed class Imports
{
    private const string DoOf = """<xs:element name="Do"><xs:complexType><xs:sequence><xs:element name="X" type="TYPE"/>"""
        + """</xs:sequence></xs:complexType></xs:element>""";

    private static string Types(string type, string before = "", string attributes = "") =>
        $"""<xs:schema targetNamespace="urn:s" elementFormDefault="qualified" {attributes}>{before}"""
        + $"""{DoOf.Replace("TYPE", type, StringComparison.Ordinal)}</xs:schema>""";

    private static SoapContract Read(string types, params (string Path, string Text)[] files) =>
        WsdlReader.Read(RunningAdapters.Bundle([("a/s.wsdl", Echo(types)), .. files.Select(f => (f.Path,
            $"""<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" {f.Text}</xs:schema>"""))]).Files, "a/s.wsdl");

    private static void Whole(SoapContract contract, params string[] warnings)
    {
        contract.Unsupported.ShouldBeEmpty();
        contract.Warnings.ShouldBe(warnings);
        contract.Operations["Do"].InputType.Members().Single().Type.Members().ShouldNotBeEmpty();
    }

    [Fact]
    public void Relative_includes_and_imports_in_circles() => Whole(Read(
        Types("o:T", """<xs:include schemaLocation="../x/one.xsd"/>"""
            + """<xs:import namespace="urn:o" schemaLocation="../x/other.xsd"/>""", "xmlns:o='urn:o'"),
        ("x/one.xsd", """targetNamespace="urn:s"><xs:include schemaLocation="two.xsd"/>"""),
        ("x/two.xsd", """targetNamespace="urn:s" xmlns="urn:s"><xs:include schemaLocation="one.xsd"/>"""
            + """<xs:complexType name="Two"><xs:sequence><xs:element name="N" type="xs:int"/></xs:sequence>"""
            + """</xs:complexType>"""),
        ("x/other.xsd", """targetNamespace="urn:o" xmlns:s="urn:s"><xs:import namespace="urn:s" schemaLocation="one.xsd"/>"""
            + """<xs:complexType name="T"><xs:sequence><xs:element name="S" type="s:Two"/></xs:sequence></xs:complexType>""")));

    [Fact]
    public void A_schema_without_a_namespace_takes_that_of_each_that_includes_it() => Whole(Read(
        Types("tns:Two", """<xs:include schemaLocation="bare.xsd"/>""") + """<xs:schema targetNamespace="urn:o">"""
            + """<xs:include schemaLocation="bare.xsd"/></xs:schema>""",
        ("a/bare.xsd", """><xs:complexType name="Two"><xs:sequence><xs:element name="N" type="Three" minOccurs="0"/>"""
            + """</xs:sequence></xs:complexType><xs:complexType name="Three"/>""")));

    [Fact]
    public void Schemas_beside_each_other_find_each_other_without_a_location() => Whole(Read(
        Types("o:T", """<xs:import namespace="urn:o"/>""", "xmlns:o='urn:o'")
            + """<xs:schema targetNamespace="urn:o"><xs:complexType name="T"><xs:sequence>"""
                + """<xs:element name="N" type="xs:int"/></xs:sequence></xs:complexType></xs:schema>"""));

    [Fact]
    public void Imported_definitions_bring_their_schemas()
    {
        var bundle = RunningAdapters.Bundle(
            ("s.wsdl", $"""
                {Heading}<wsdl:import namespace="urn:s" location="sub/abstract.wsdl"/>
                <wsdl:binding name="B" type="tns:P"><soap:binding/><wsdl:operation name="Do"><wsdl:input>
                <soap:body use="literal"/></wsdl:input></wsdl:operation></wsdl:binding></wsdl:definitions>
                """),
            ("sub/abstract.wsdl", $"""
                {Heading}<wsdl:import namespace="urn:s" location="../s.wsdl"/>
                <wsdl:types>{Schema("""<xs:element name="Do" type="xs:int"/>""")}</wsdl:types>
                <wsdl:message name="M"><wsdl:part name="p" element="tns:Do"/></wsdl:message><wsdl:portType name="P">
                <wsdl:operation name="Do"><wsdl:input message="tns:M"/></wsdl:operation></wsdl:portType></wsdl:definitions>
                """));

        WsdlReader.Read(bundle.Files, "s.wsdl").Operations.Keys.ShouldBe(["Do"]);
    }

    [Fact]
    public void A_forgotten_import_is_forgiven() => Whole(
        Read(Types("o:T", attributes: "xmlns:o='urn:o'") + """<xs:schema targetNamespace="urn:o"><xs:complexType name="T">"""
            + """<xs:sequence><xs:element name="N" type="xs:int"/></xs:sequence></xs:complexType></xs:schema>"""),
        "a/s.wsdl: namespace 'urn:o' is used without an xs:import.");

    [Fact]
    public void The_same_definition_twice_is_one()
    {
        const string T = """<xs:complexType name="T"><xs:annotation><xs:documentation>DOC</xs:documentation>"""
            + """</xs:annotation><xs:sequence><xs:element name="N" type="xs:int"/></xs:sequence></xs:complexType>""";

        Whole(
            Read(Types("tns:T", T)
                + """<xs:schema targetNamespace="urn:s" elementFormDefault="qualified" """
                + """xmlns:q="http://www.w3.org/2001/XMLSchema">"""
                + T.Replace("xs:int", "q:int", StringComparison.Ordinal).Replace("DOC", "x", StringComparison.Ordinal)
                + "</xs:schema>"),
            "complexType 'T' is defined twice, in a/s.wsdl and a/s.wsdl, in the same words.");
        Should.Throw<InvalidContractException>(() => Read(Types("tns:T", T)
            + $"""<xs:schema targetNamespace="urn:s">{T.Replace("xs:int", "xs:long", StringComparison.Ordinal)}</xs:schema>"""))
            .Message.ShouldBe(
                "complexType 'T' of 'urn:s' is defined differently in a/s.wsdl and a/s.wsdl: leave one of them out.");
    }

    [Fact]
    public void A_file_that_is_missing_spoils_what_needs_it_and_nothing_else()
    {
        var contract = Read(Types("o:T", """<xs:import namespace="urn:o" schemaLocation="http://elsewhere/o.xsd"/>""",
            "xmlns:o='urn:o'"));

        contract.Unsupported["Do"].ShouldContain("'urn:o:T' is not declared");
        contract.Warnings.ShouldHaveSingleItem().ShouldStartWith(
            "a/s.wsdl refers to 'http://elsewhere/o.xsd', which cannot be read");
    }

    [Fact]
    public void Ambiguous_content_is_read_all_the_same()
    {
        var contract = Read(Types("tns:T", """<xs:complexType name="T"><xs:sequence><xs:any minOccurs="0"/>"""
            + """<xs:element name="N" type="xs:int"/></xs:sequence></xs:complexType>"""));

        Whole(contract, contract.Warnings.ShouldHaveSingleItem());
        contract.Warnings[0].ShouldBe(
            "a/s.wsdl: Wildcard '##any' allows element 'urn:s:N', "
            + "and causes the content model to become ambiguous.");
    }

    [Theory]
    [InlineData("""<xs:sequence><xs:element name="A" type="xs:int"/></xs:sequence><xs:choice/>""",
        "complexType 'Bad' cannot be read: ")]
    [InlineData("""<xs:sequence><xs:element name="A" type="xs:int" maxOccurs="-3"/></xs:sequence>""",
        "The value for the 'maxOccurs' attribute must be")]
    [InlineData("""<xs:sequence><xs:element name="1 A" type="xs:int"/></xs:sequence>""", "Invalid 'name' attribute value '1 A'")]
    [InlineData("""<xs:sequence><xs:elment name="A"/></xs:sequence>""", "complexType 'Bad' cannot be read: ")]
    public void A_type_that_is_no_schema_spoils_no_other(string content, string warning)
    {
        var contract = Read(Types("tns:T", $"""
            <xs:complexType name="T"><xs:sequence><xs:element name="N" type="xs:int"/></xs:sequence></xs:complexType>
            <xs:complexType name="Bad">{content}</xs:complexType>
            """));

        Whole(contract, contract.Warnings.ShouldHaveSingleItem());
        contract.Warnings[0].ShouldContain(warning);
    }

    [Fact]
    public void Attributes_before_the_content_are_read_all_the_same() => Whole(
        Read(Types("tns:T", """
            <xs:complexType name="T"><xs:attribute name="a" type="xs:int"/><xs:sequence><xs:element name="N" type="xs:int"/>
            </xs:sequence></xs:complexType>
            """)),
        "a/s.wsdl: in complexType 'T' attributes stand before the content; they are read as if after it.");

    [Fact]
    public void An_all_whose_elements_repeat_is_read_all_the_same()
    {
        var contract = Read(Types("tns:T", """
            <xs:complexType name="T"><xs:all><xs:element name="N" type="xs:int" maxOccurs="unbounded"/>
            <xs:element name="M" type="xs:int"/></xs:all></xs:complexType>
            """));

        Whole(contract, "a/s.wsdl: an xs:all with elements that stand there several times is read as a sequence.");
        new Spoken(contract, contract.Operations["Do"]).Read("""<Do xmlns="urn:s"><X><M>1</M><N>2</N><N>3</N></X></Do>""")
            .ShouldBe("""{"X":{"N":[2,3],"M":1}}""");
    }

    [Fact]
    public void A_restriction_that_restricts_nothing_is_read_all_the_same() => Read(Types("tns:R", """
        <xs:complexType name="T"><xs:sequence><xs:element name="N" type="xs:int"/></xs:sequence></xs:complexType>
        <xs:complexType name="R"><xs:complexContent><xs:restriction base="tns:T"><xs:sequence>
        <xs:element name="M" type="xs:int"/></xs:sequence></xs:restriction></xs:complexContent></xs:complexType>
        """)).Warnings.ShouldHaveSingleItem().ShouldContain("Invalid particle derivation by restriction");

    [Fact]
    public void Prefixes_that_everybody_knows_need_no_declaration() => Whole(
        Speak(Rpc("""<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:s"><complexType name="L">"""
            + """<complexContent><restriction base="SOAP-ENC:Array">"""
            + """<attribute ref="SOAP-ENC:arrayType" wsdl:arrayType="xsd:int[]"/></restriction></complexContent>"""
            + """</complexType></schema>""", """<wsdl:part name="v" type="tns:L"/>""", "encoded")).Contract,
        "s.wsdl: the prefix 'xsd' is not declared; 'http://www.w3.org/2001/XMLSchema' is taken for it.",
        "s.wsdl: the prefix 'SOAP-ENC' is not declared; 'http://schemas.xmlsoap.org/soap/encoding/' is taken for it.",
        "s.wsdl: namespace 'http://schemas.xmlsoap.org/soap/encoding/' is used without an xs:import.");

    [Fact]
    public void A_prefix_that_nobody_knows_is_a_fault_with_what_to_do() =>
        Should.Throw<InvalidContractException>(() => Read(Types("zz:T"))).Message.ShouldBe(
            "a/s.wsdl: the prefix 'zz' is not declared; add xmlns:zz=\"…\" to the schema.");

    [Fact]
    public void A_DataSet_of_NET_is_read_as_it_comes()
    {
        var service = Speak(Echo(Schema("""<xs:element name="Do"><xs:complexType><xs:sequence><xs:element name="R">"""
            + """<xs:complexType><xs:sequence><xs:element ref="xs:schema"/><xs:any/></xs:sequence></xs:complexType>"""
            + """</xs:element></xs:sequence></xs:complexType></xs:element>""")));

        service.Read("""<Do xmlns="urn:s"><R><xs:schema id="d"/><d:diff xmlns:d="urn:d"><Row xmlns=""><No>1</No></Row>"""
            + """</d:diff></R></Do>""").ShouldBe(
            """{"R":{"$any":[{"{http://www.w3.org/2001/XMLSchema}schema":{"@{}id":"d"}},"""
            + """{"{urn:d}diff":{"$content":[{"Row":{"$content":[{"No":"1"}]}}]}}]}}""");
    }

    [Fact]
    public void A_WSDL_that_mixes_up_its_namespaces_is_understood()
    {
        var contract = Services.Read(Echo(Schema("""<xs:element name="Do" type="xs:int"/>""")).Replace("message=\"tns:In\"",
            "message=\"In\"", StringComparison.Ordinal));

        contract.Operations.Keys.ShouldBe(["Do"]);
        contract.Warnings.ShouldBe(["message=\"In\" has the wrong namespace; the only message of that name is taken."]);
    }

    [Fact]
    public void Types_in_a_chain_of_thousands_are_read()
    {
        var chain = string.Concat(Enumerable.Range(0, 5000).Select(i =>
            $"""<xs:complexType name="T{i}"><xs:sequence>"""
                + $"""<xs:element name="N" type="{(i == 4999 ? "xs:int" : $"tns:T{i + 1}")}"/></xs:sequence>"""
                + """</xs:complexType>"""));

        Whole(Read(Types("tns:T0", chain)));
    }
}

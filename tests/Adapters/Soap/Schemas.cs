using System.Text.Json.Nodes;
using System.Xml.Linq;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>What XML Schema can say, there and back.</summary>
public sealed class Schemas
{
    private static Spoken Service(string content, string form = "qualified") => Speak(Echo(Schema(content, form)));

    private static string Do(string content) =>
        $"""<xs:element name="Do"><xs:complexType>{content}</xs:complexType></xs:element>""";

    private static void Same(Spoken service, string json, string xml)
    {
        Normal(service.Body(json)).ShouldBe(Normal(xml));
        service.Read(xml).ShouldBe(JsonNode.Parse(json)!.ToJsonString());
    }

    // Where prefixes are declared and what they are is up to the writer.
    private static string Normal(string xml) =>
        Normal(XElement.Parse(
            $"<x xmlns:xsi='{SoapNamespaces.SchemaInstance}' xmlns:xs='{SoapNamespaces.Schema}'>{xml}</x>",
            LoadOptions.PreserveWhitespace).Elements().Single()).ToString(SaveOptions.DisableFormatting);

    private static XElement Normal(XElement element) => new(
        element.Name,
        element.Attributes().Where(a => !a.IsNamespaceDeclaration).OrderBy(a => a.Name.ToString(), StringComparer.Ordinal)
            .Select(a => new XAttribute(
                a.Name,
                a.Name.LocalName == "type" && a.Name.NamespaceName == SoapNamespaces.SchemaInstance
                    ? SchemaNames.Resolve(element, a.Value)!.ToString()
                    : a.Value)),
        element.Nodes().Select(n => n is XElement inner ? (object)Normal(inner) : n));

    [Fact]
    public void Unqualified_elements_and_qualified_ones() => Same(
        Service(Do("""
            <xs:sequence><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int" form="qualified"/></xs:sequence>
            <xs:attribute name="c" form="qualified"/>
            """), "unqualified"),
        """{"@c": "x", "a": 1, "b": 2}""",
        """<m:Do m:c="x" xmlns:m="urn:s"><a>1</a><m:b>2</m:b></m:Do>""");

    [Fact]
    public void Groups_and_attribute_groups() => Same(
        Service($"""
            <xs:group name="G"><xs:choice>
              <xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:int"/>
            </xs:choice></xs:group>
            <xs:attributeGroup name="AG"><xs:attribute name="x" type="xs:int"/><xs:attribute ref="tns:y"/></xs:attributeGroup>
            <xs:attribute name="y" type="xs:boolean"/>
            {Do("""
                <xs:sequence><xs:element name="C" type="xs:int"/><xs:group ref="tns:G"/></xs:sequence>
                <xs:attributeGroup ref="tns:AG"/>
                """)}
            """),
        """{"@x": 1, "@y": true, "C": 2, "B": 3}""",
        """<Do x="1" p1:y="true" xmlns:p1="urn:s" xmlns="urn:s"><C>2</C><B>3</B></Do>""");

    [Fact]
    public void Two_attributes_of_one_name_are_told_apart_and_xml_lang_is_known() => Service(
        """<xs:attribute name="a" type="xs:int"/>"""
        + Do("""<xs:attribute name="a" type="xs:int"/><xs:attribute ref="tns:a"/><xs:attribute ref="xml:lang"/>"""))
        .Read("""<Do xmlns="urn:s" xmlns:s="urn:s" a="1" s:a="2" xml:lang="de"/>""")
        .ShouldBe("""{"@lang":"de","@{urn:s}a":2,"@{}a":1}""");

    [Fact]
    public void All_comes_in_any_order() =>
        Service(Do("""<xs:all><xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:int" minOccurs="0"/></xs:all>"""))
            .Read("""<Do xmlns="urn:s"><B>2</B><A>1</A></Do>""")
            .ShouldBe("""{"A":1,"B":2}""");

    [Fact]
    public void Restriction_leaves_out_and_extension_adds() => Same(
        Service($"""
            <xs:complexType name="T">
              <xs:sequence><xs:element name="A" type="xs:int" minOccurs="0"/><xs:element name="B" type="xs:int"/></xs:sequence>
              <xs:attribute name="p"/>
            </xs:complexType>
            <xs:complexType name="R"><xs:complexContent><xs:restriction base="tns:T">
              <xs:sequence><xs:element name="B" type="xs:int"/></xs:sequence>
              <xs:attribute name="p" use="prohibited"/>
            </xs:restriction></xs:complexContent></xs:complexType>
            <xs:complexType name="E"><xs:complexContent><xs:extension base="tns:T"><xs:sequence>
              <xs:element name="C" type="xs:int"/>
            </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
            {Do("""<xs:sequence><xs:element name="X" type="tns:T" maxOccurs="unbounded"/></xs:sequence>""")}
            """),
        """{"X": [{"@type": "R", "B": 1}, {"@type": "E", "A": 1, "B": 2, "C": 3}, {"@p": "q", "B": 4}]}""",
        """<Do xmlns="urn:s"><X xsi:type="R"><B>1</B></X><X xsi:type="E"><A>1</A><B>2</B><C>3</C></X>"""
        + """<X p="q"><B>4</B></X></Do>""");

    [Fact]
    public void An_attribute_named_type_leaves_the_name_of_the_type_another_place() => Same(
        Service($"""
            <xs:complexType name="T"><xs:attribute name="type"/></xs:complexType>
            <xs:complexType name="E"><xs:complexContent><xs:extension base="tns:T"><xs:sequence>
              <xs:element name="C" type="xs:int"/>
            </xs:sequence></xs:extension></xs:complexContent></xs:complexType>
            {Do("""<xs:sequence><xs:element name="X" type="tns:T"/></xs:sequence>""")}
            """),
        """{"X": {"@xsi:type": "E", "@type": "t", "C": 3}}""",
        """<Do xmlns="urn:s"><X xsi:type="E" type="t"><C>3</C></X></Do>""");

    [Fact]
    public void Simple_content_has_derived_types_as_well() => Same(
        Service($"""
            <xs:complexType name="Money"><xs:simpleContent><xs:extension base="xs:decimal">
              <xs:attribute name="currency"/>
            </xs:extension></xs:simpleContent></xs:complexType>
            <xs:complexType name="Net"><xs:simpleContent><xs:extension base="tns:Money">
              <xs:attribute name="tax" type="xs:decimal"/>
            </xs:extension></xs:simpleContent></xs:complexType>
            {Do("""<xs:sequence><xs:element name="X" type="tns:Money" nillable="true" maxOccurs="3"/></xs:sequence>""")}
            """),
        """
        {"X": [{"@type": "Net", "@currency": "EUR", "@tax": 0.20, "$value": 1.50},
               {"@currency": "EUR", "$value": null}, null]}
        """,
        """<Do xmlns="urn:s"><X xsi:type="Net" currency="EUR" tax="0.20">1.50</X>"""
        + """<X currency="EUR" xsi:nil="true" /><X xsi:nil="true" /></Do>""");

    [Fact]
    public void Members_of_a_substitution_group_stand_in_for_its_head() => Same(
        Service($"""
            <xs:element name="Pet" abstract="true"/><xs:element name="Cat" substitutionGroup="tns:Pet" type="xs:string"/>
            <xs:element name="Tom" substitutionGroup="tns:Cat" type="xs:string"/>
            {Do("""<xs:sequence><xs:element ref="tns:Pet"/></xs:sequence>""")}
            """),
        """{"Tom": "t"}""",
        """<Do xmlns="urn:s"><Tom>t</Tom></Do>""");

    [Fact]
    public void Lists_are_arrays_in_attributes_too() => Same(
        Service(Do("""
            <xs:sequence><xs:element name="L"><xs:simpleType>
              <xs:list itemType="xs:decimal"/>
            </xs:simpleType></xs:element></xs:sequence>
            <xs:attribute name="t" type="xs:NMTOKENS"/>
            """)),
        """{"@t": ["a", "b"], "L": [1.0, 2]}""",
        """<Do t="a b" xmlns="urn:s"><L>1.0 2</L></Do>""");

    [Fact]
    public void Qualified_names_keep_their_namespace()
    {
        var service = Service(Do("""
            <xs:sequence><xs:element name="Q" type="xs:QName"/></xs:sequence>
            <xs:attribute name="r" type="xs:QName"/>
            """));

        service.Read("""<Do xmlns="urn:s" xmlns:a="urn:a" r="a:b"><Q xmlns:q="urn:q"> q:n </Q></Do>""")
            .ShouldBe("""{"@r":"{urn:a}b","Q":"{urn:q}n"}""");
        service.Read(service.Body("""{"@r": "{urn:a}b", "Q": "{urn:q}n"}""")).ShouldBe("""{"@r":"{urn:a}b","Q":"{urn:q}n"}""");
        service.Errors("""{"Q": "q:n"}""").ShouldBe(["Q: 'q:n' is not a name, written {namespace}local"]);
    }

    [Fact]
    public void So_do_those_of_a_list()
    {
        var service = Service(Do("""
            <xs:sequence><xs:element name="L" minOccurs="0"><xs:simpleType><xs:restriction>
              <xs:simpleType><xs:list itemType="xs:QName"/></xs:simpleType><xs:maxLength value="3"/>
            </xs:restriction></xs:simpleType></xs:element></xs:sequence>
            <xs:attribute name="r"><xs:simpleType><xs:list itemType="xs:QName"/></xs:simpleType></xs:attribute>
            """));

        const string json = """{"@r":["{urn:a}b","{urn:s}c"],"L":["{urn:q}n","{urn:s}o","{urn:q}p"]}""";
        service.Read("""<Do xmlns="urn:s" xmlns:a="urn:a" r="a:b c"><L xmlns:q="urn:q"> q:n o <!-- and -->q:p</L></Do>""")
            .ShouldBe(json);
        service.Read(service.Body(json)).ShouldBe(json);
        service.Read(service.Body("""{"L":[]}""")).ShouldBe("""{"L":[]}""");
        service.Errors("""{"L":["q:n"]}""").ShouldBe(["L: 'q:n' is not a name, written {namespace}local"]);
        service.Errors("""{"L":["{a}b","{a}b","{a}b","{a}b"]}""").Single().ShouldContain("at most 3 are allowed");
        service.Refusal("""<Do xmlns="urn:s"><L>o zz:p</L></Do>""").ShouldBe("L: has a prefix that is not declared");
    }

    [Fact]
    public void Defaults_stand_for_what_is_empty_or_required_and_fixed_values_are_held()
    {
        var service = Service(Do("""
            <xs:sequence>
              <xs:element name="N" type="xs:int" default="7"/><xs:element name="F" type="xs:string" fixed="v1"/>
            </xs:sequence>
            <xs:attribute name="v" use="required" type="xs:decimal" fixed="1.0"/>
            """));

        service.Body("{}").ShouldBe("""<Do v="1.0" xmlns="urn:s"><N>7</N><F>v1</F></Do>""");
        service.Read("""<Do xmlns="urn:s" v="1"><N/><F>v1</F></Do>""").ShouldBe("""{"@v":1,"N":7,"F":"v1"}""");
        service.Body("""{"@v": 1, "N": 5}""").ShouldStartWith("<Do v=\"1\"");
        service.Errors("""{"@v": 2, "N": 5, "F": "v2"}""").ShouldBe(["@v: must be '1.0'", "F: must be 'v1'"]);
    }

    [Fact]
    public void What_may_be_anything_says_what_it_is() => Same(
        Service($"""
            <xs:complexType name="T"><xs:sequence><xs:element name="A" type="xs:int"/></xs:sequence></xs:complexType>
            <xs:element name="Known" type="tns:T"/>
            {Do("""<xs:sequence><xs:element name="X" type="xs:anyType" nillable="true" maxOccurs="unbounded"/></xs:sequence>""")}
            """),
        """
        {"X": ["text", true, 1.50, null, {"@type": "xs:int", "$value": 5}, {"@type": "T", "A": 1},
               {"@{}id": "7", "$content": [{"{urn:s}Known": {"A": 2}}, "and", {"plain": "x"}]},
               {"@{urn:a}b": "c", "$value": "v"}]}
        """,
        """<Do xmlns="urn:s"><X xsi:type="xs:string">text</X><X xsi:type="xs:boolean">true</X>"""
        + """<X xsi:type="xs:decimal">1.50</X><X xsi:nil="true" /><X xsi:type="xs:int">5</X><X xsi:type="T"><A>1</A></X>"""
        + """<X id="7"><Known><A>2</A></Known>and<plain xmlns="">x</plain></X><X a:b="c" xmlns:a="urn:a">v</X></Do>""");

    [Fact]
    public void What_a_type_leaves_open_is_kept_and_what_it_does_not_is_ignored()
    {
        var service = Service($"""
            <xs:element name="Known" type="xs:int"/>
            {Do("""
                <xs:sequence>
                  <xs:element name="A" type="xs:int"/>
                  <xs:any namespace="##other" processContents="lax" minOccurs="0" maxOccurs="unbounded"/>
                </xs:sequence>
                <xs:anyAttribute/>
                """)}
            """);

        Same(
            service,
            """{"@{urn:o}p": "q", "A": 1, "$any": [{"{urn:o}B": "x"}]}""",
            """<Do o:p="q" xmlns:o="urn:o" xmlns="urn:s"><A>1</A><o:B>x</o:B></Do>""");
        service.Read("""<Do xmlns="urn:s"><A>1</A><New>2</New></Do>""").ShouldBe("""{"A":1}""");
        service.Errors("""{"A": 1, "$any": [{"{urn:s}B": "x"}, {"no name": 1}, "x"]}""").ShouldBe(
        [
            "$any[0]: '{urn:s}B' is not admitted here",
            "$any[1]: must be an object with one property, written {namespace}local",
            "$any[2]: must be an object with one property, written {namespace}local",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Mixed_content_keeps_its_order() => Same(
        Speak(Echo(Schema("""
            <xs:element name="Do"><xs:complexType mixed="true">
              <xs:choice minOccurs="0" maxOccurs="unbounded">
                <xs:element name="b" type="xs:string"/><xs:element name="i" type="xs:int"/>
              </xs:choice>
            </xs:complexType></xs:element>
            """))),
        """{"$content": ["a ", {"b": "x"}, " c", {"i": 1}, {"b": "y"}]}""",
        """<Do xmlns="urn:s">a <b>x</b> c<i>1</i><b>y</b></Do>""");

    [Fact]
    public void A_list_that_is_one_entry_in_another_branch_is_an_array_in_both() => Same(
        Service(Do("""
            <xs:choice>
              <xs:sequence><xs:element name="A" type="xs:int"/><xs:element name="B" type="xs:int"/></xs:sequence>
              <xs:element name="A" type="xs:int" maxOccurs="3"/>
            </xs:choice>
            """)),
        """{"A": [1], "B": 2}""",
        """<Do xmlns="urn:s"><A>1</A><B>2</B></Do>""");

    [Fact]
    public void A_wrong_value_in_an_answer_is_told_with_its_path_and_without_itself() =>
        Service(Do("""
            <xs:sequence><xs:element name="L" maxOccurs="9"><xs:complexType><xs:sequence>
              <xs:element name="Q" type="xs:int"/>
            </xs:sequence></xs:complexType></xs:element></xs:sequence>
            """))
            .Refusal("""<Do xmlns="urn:s"><L><Q>1</Q></L><L><Q>secret</Q></L></Do>""").ShouldBe("L[1].Q: is not an xs:int");

    [Fact]
    public void What_the_schema_says_of_itself_is_kept()
    {
        var shape = Service(Do("""
            <xs:annotation><xs:documentation>Does it.</xs:documentation></xs:annotation>
            <xs:sequence><xs:element name="A" type="xs:int">
              <xs:annotation><xs:documentation>The   number.</xs:documentation></xs:annotation>
            </xs:element></xs:sequence>
            """)).Operation.Input.Element!;

        shape.Type.Documentation.ShouldBe("Does it.");
        shape.Type.Content.Slots[0].Element.Documentation.ShouldBe("The number.");
    }
}

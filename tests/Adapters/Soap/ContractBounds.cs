using System.Globalization;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Soap.Contracts;
using Hub.Soap.Wsdl;
using Hub.Soap.Xsd;
using static Hub.Adapters.Tests.Soap.Services;

namespace Hub.Adapters.Tests.Soap;

/// <summary>Contracts that would keep their reader busy for minutes, or end the process, are refused as they are read.</summary>
public sealed class ContractBounds
{
    private const string Do = """<xs:element name="Do" type="tns:T0"/>""";

    [Fact]
    public void A_contract_of_300_000_nested_elements_is_refused() =>
        Refused(Echo(string.Concat(Enumerable.Repeat("<x>", 300_000)) + string.Concat(Enumerable.Repeat("</x>", 300_000))))
            .ShouldContain("elements are nested deeper than 128");

    [Fact]
    public void A_contract_with_a_hundred_thousand_elements_side_by_side_is_refused() =>
        Refused(Echo(string.Concat(Enumerable.Repeat("<x/>", 100_000))))
            .ShouldContain("more than 20000 elements stand within one");

    [Fact]
    public void An_element_of_ten_thousand_attributes_is_refused() =>
        Refused(Echo($"<x {string.Join(' ', Enumerable.Range(0, 10_000).Select(n => $"a{n}=\"\""))}/>"))
            .ShouldContain("an element has more than 500 attributes");

    [Fact]
    public void Entities_are_refused_whatever_they_expand_to() =>
        Refused("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>" + Echo(Schema(Do))).ShouldContain("DTD");

    [Fact]
    public void Groups_that_double_with_each_step_are_refused() =>
        Refused(Echo(Schema(Chain(40, (n, next) => $"""
            <xs:group name="G{n}"><xs:sequence><xs:group ref="tns:{next}"/><xs:group ref="tns:{next}"/></xs:sequence></xs:group>
            """, "G", """<xs:group name="G40"><xs:sequence><xs:element name="e" type="xs:int"/></xs:sequence></xs:group>""")
            + """<xs:element name="Do"><xs:complexType><xs:group ref="tns:G0"/></xs:complexType></xs:element>""")))
            .ShouldContain("expands to more than 10000 elements and attributes");

    [Fact]
    public void Attribute_groups_that_double_with_each_step_are_refused_though_they_hold_nothing() =>
        Refused(Echo(Schema(Chain(40, (n, next) => $"""
            <xs:attributeGroup name="G{n}">
              <xs:attributeGroup ref="tns:{next}"/><xs:attributeGroup ref="tns:{next}"/>
            </xs:attributeGroup>
            """, "G", """<xs:attributeGroup name="G40"/>""")
            + """<xs:element name="Do"><xs:complexType><xs:attributeGroup ref="tns:G0"/></xs:complexType></xs:element>""")))
            .ShouldContain("expands to more than 10000 elements and attributes");

    [Fact]
    public void A_chain_of_ten_thousand_extensions_is_refused() =>
        Refused(Echo(Schema(Do + Chain(10_000, (n, next) => $"""
            <xs:complexType name="T{n}"><xs:complexContent><xs:extension base="tns:{next}"/></xs:complexContent></xs:complexType>
            """, "T", """<xs:complexType name="T10000"/>"""))))
            .ShouldContain("leads on over more than 200 references and extensions");

    [Fact]
    public void A_chain_of_ten_thousand_simple_types_is_refused() =>
        Refused(Echo(Schema(Do + Chain(10_000, (n, next) =>
            $"""<xs:simpleType name="T{n}"><xs:restriction base="tns:{next}"/></xs:simpleType>""",
            "T", """<xs:simpleType name="T10000"><xs:restriction base="xs:string"/></xs:simpleType>"""))))
            .ShouldContain("leads on over more than 200 references and extensions");

    [Fact]
    public void Elements_that_thousands_of_others_may_stand_for_are_refused_where_they_stand_too_often() =>
        Refused(Echo(Schema(
            """<xs:element name="h" type="xs:string"/>"""
            + Each(1000, n => $"""<xs:element name="s{n}" type="xs:string" substitutionGroup="tns:h"/>""")
            + $"""
                <xs:element name="Do"><xs:complexType><xs:sequence>
                  {Each(100, _ => """<xs:element ref="tns:h"/>""")}
                </xs:sequence></xs:complexType></xs:element>
                """)))
            .ShouldContain("expands to more than 10000 elements and attributes");

    [Fact]
    public void Definitions_that_refer_to_themselves_are_told_and_do_not_end_the_process() =>
        Errors(Echo(Schema(Do + """
            <xs:complexType name="T0"><xs:complexContent><xs:extension base="tns:T0"/></xs:complexContent></xs:complexType>
            <xs:group name="G"><xs:sequence><xs:group ref="tns:G"/></xs:sequence></xs:group>
            <xs:attributeGroup name="A"><xs:attributeGroup ref="tns:A"/></xs:attributeGroup>
            <xs:simpleType name="S"><xs:restriction base="tns:S"/></xs:simpleType>
            <xs:element name="x" type="xs:string" substitutionGroup="tns:x"/>
            """)));

    [Fact]
    public void Types_that_name_each_other_in_a_long_chain_are_no_expansion() =>
        Errors(Echo(Schema(Do + Chain(3000, (n, next) => $"""
            <xs:complexType name="T{n}"><xs:sequence><xs:element name="e" type="tns:{next}"/></xs:sequence></xs:complexType>
            """, "T", """<xs:complexType name="T3000"/>""")))).ShouldBeNull();

    private static string Refused(string wsdl) => Errors(wsdl).ShouldNotBeNull();

    private static string? Errors(string wsdl)
    {
        try
        {
            WsdlReader.Read(RunningAdapters.Bundle(("contracts/x.wsdl", wsdl)).Files, "contracts/x.wsdl");
            return null;
        }
        catch (InvalidContractException e)
        {
            return e.Message;
        }
    }

    /// <summary>Definitions 0 to <paramref name="count"/> - 1, each of the next, and the last.</summary>
    private static string Chain(int count, Func<int, string, string> definition, string name, string last) =>
        Each(count, n => definition(n, $"{name}{n + 1}")) + last;

    private static string Each(int count, Func<int, string> text)
    {
        var all = new StringBuilder();
        for (var n = 0; n < count; n++)
            all.Append(CultureInfo.InvariantCulture, $"{text(n)}");
        return all.ToString();
    }
}

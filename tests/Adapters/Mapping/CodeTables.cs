using Hub.Adapters.Serving;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>What a mapping says of a value, compared with the values that the system's schema lists.</summary>
public sealed class CodeTables
{
    private const string Types = """
        <xs:simpleType name="State"><xs:restriction base="xs:string">
          <xs:enumeration value="N"/><xs:enumeration value="R"/><xs:enumeration value="S"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="Narrow"><xs:restriction base="State"><xs:enumeration value="N"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="Mood"><xs:restriction base="xs:token">
          <xs:enumeration value="Glad"/><xs:enumeration value="Sad"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="More"><xs:restriction base="xs:string"><xs:enumeration value="X"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="Either"><xs:union memberTypes="State More"/></xs:simpleType>
        <xs:simpleType name="Open"><xs:union memberTypes="State xs:string"/></xs:simpleType>
        <xs:simpleType name="Several"><xs:list itemType="State"/></xs:simpleType>
        <xs:simpleType name="Number"><xs:restriction base="xs:int">
          <xs:enumeration value="10"/><xs:enumeration value="020"/></xs:restriction></xs:simpleType>
        <xs:simpleType name="Padded"><xs:restriction base="xs:string">
          <xs:enumeration value="007"/><xs:enumeration value="012"/></xs:restriction></xs:simpleType>
        <xs:complexType name="Marked"><xs:simpleContent><xs:extension base="xs:string">
          <xs:attribute name="state" type="State"/></xs:extension></xs:simpleContent></xs:complexType>

        """;

    private const string Elements = """
        <xs:element name="State" type="State" minOccurs="0"/><xs:element name="Narrow" type="Narrow" minOccurs="0"/>
        <xs:element name="Either" type="Either" minOccurs="0"/><xs:element name="Open" type="Open" minOccurs="0"/>
        <xs:element name="Several" type="Several" minOccurs="0"/><xs:element name="Number" type="Number" minOccurs="0"/>
        <xs:element name="Padded" type="Padded" minOccurs="0"/><xs:element name="Marked" type="Marked" minOccurs="0"/>
        <xs:element name="Mood" type="Mood" minOccurs="0"/>

        """;

    [Theory]
    [InlineData("{ from: State, codes: { new: N, done: R, sent: S } }", null, null)]
    [InlineData("{ from: State, codes: { new: N, done: Q, sent: S } }",
        "'done' stands for 'Q', which is not a value of 'State' in contracts/parts.wsdl, type State; its values are "
        + "N, R, S", "may also be R")]
    [InlineData("{ from: Mood, codes: { glad: Glad, sad: Saad } }", "'sad' stands for 'Saad', which is not a value of 'Mood' in "
        + "contracts/parts.wsdl, type Mood; did you mean 'Sad'?; its values are Glad, Sad", "may also be Sad")]
    [InlineData("{ from: State, codes: { new: N, done: R } }", null,
        "'State' in contracts/parts.wsdl, type State may also be S, which the table has no word for: an answer with it cannot be "
        + "read; add WORD: S, or otherwise: unknown")]
    [InlineData("{ from: State, codes: { new: N }, otherwise: other }", null, "'other' cannot be read backwards")]
    [InlineData("{ from: State, flag: { true: N, false: J } }", "'false' stands for 'J'", "may also be R, S")]
    [InlineData("{ from: Narrow, codes: { new: N, done: R } }", "'done' stands for 'R'", null)]
    [InlineData("{ from: Either, codes: { new: N, done: R, sent: S, gone: X } }", null, null)]
    [InlineData("{ from: Either, codes: { new: N, done: R, sent: S, gone: Z } }", "'gone' stands for 'Z'", "may also be X")]
    [InlineData("{ from: Open, codes: { new: N, other: Z } }", null, null)]
    [InlineData("{ each: Several, state: { from: ., codes: { new: N, done: Z } } }", "'done' stands for 'Z'", "may also be R, S")]
    [InlineData("{ from: Number, codes: { ten: 10, twenty: 20 } }", null, null)]
    [InlineData("{ from: Number, codes: { ten: 10, thirty: 30 } }", "'thirty' stands for '30'", "may also be 020")]
    [InlineData("{ from: Padded, zeros: 3, codes: { seven: 7, twelve: 12 } }", null, null)]
    [InlineData("{ from: Padded, zeros: 3, codes: { seven: 7, eight: 8 } }", "'eight' stands for '8'", "may also be 12")]
    [InlineData("{ from: Marked/@state, codes: { new: n, done: R, sent: S } }", "'new' stands for 'n'", "may also be N")]
    [InlineData("{ from: Note, when: { State: Q } }", null,
        "'Q' is not a value of 'State' in contracts/parts.wsdl, type State, so this never holds")]
    public void A_code_that_the_system_does_not_have_is_a_fault_and_a_value_without_a_word_is_noted(
        string binding, string? fault, string? note)
    {
        var (errors, notes) = Check(Parts.System.Replace("count: Count", $"state: {binding}", StringComparison.Ordinal));
        ShouldBe(errors, fault);
        ShouldBe(notes, note);
    }

    [Theory]
    [InlineData("{ from: path.id, codes: { x: \"7\" } }", "'x' stands for '7', which is not a value of 'No'")]
    [InlineData("{ from: path.id, codes: { x: \"1\" } }", null)]
    [InlineData("{ const: \"3\" }", "'3' is not a value of 'No' in contracts/parts.wsdl; its values are 1, 2")]
    [InlineData("{ const: \"2\" }", null)]
    [InlineData("{ from: query.no, default: 3 }", "'3' is not a value of 'No'")]
    [InlineData("{ from: query.no, default: 2 }", null)]
    public void So_is_what_a_request_always_sends(string binding, string? fault)
    {
        const string number = """
            <xs:element name="No"><xs:simpleType><xs:restriction base="xs:int">
            <xs:enumeration value="1"/><xs:enumeration value="2"/></xs:restriction></xs:simpleType></xs:element>
            """;
        var (errors, notes) = Check(
            Parts.System.Replace("{ from: path.id, prefix: \"T-\" }", binding, StringComparison.Ordinal),
            schema => schema.Replace(
                "<xs:element name=\"GetPart\"><xs:complexType><xs:sequence><xs:element name=\"No\" type=\"xs:int\"/>",
                $"<xs:element name=\"GetPart\"><xs:complexType><xs:sequence>{number}", StringComparison.Ordinal));
        ShouldBe(errors, fault);
        notes.ShouldBeEmpty("a request need not have a word for each");
    }

    [Fact]
    public void A_plan_of_the_store_with_such_a_code_is_served_all_the_same_and_the_code_noted()
    {
        var bundle = Bundle(Parts.System.Replace(
            "count: Count", "state: { from: State, codes: { new: N, done: Q }, otherwise: other }", StringComparison.Ordinal));
        var errors = new PlanErrors { IsStored = _ => true };
        new PlanLoader([new SystemsFitTheirContracts()]).Load(bundle, References, errors).ShouldNotBeNull();
        errors.Notes.ShouldContain(n => n.Message.Contains("'done' stands for 'Q'", StringComparison.Ordinal));
    }

    private static PlanReferences References { get; } =
        new(new Dictionary<string, string> { ["PARTS"] = "http://127.0.0.1:1" });

    private static void ShouldBe(List<string> told, string? beginning)
    {
        if (beginning is null)
            told.ShouldBeEmpty();
        else
            told.ShouldHaveSingleItem().ShouldContain(beginning);
    }

    private static (List<string> Errors, List<string> Notes) Check(string system, Func<string, string>? change = null)
    {
        var errors = new PlanErrors();
        new PlanLoader([new SystemsFitTheirContracts()]).Load(Bundle(system, change), References, errors);
        return ([.. errors.Select(e => e.ToString())], [.. errors.Notes.Select(e => e.ToString())]);
    }

    private static PlanBundle Bundle(string system, Func<string, string>? change = null)
    {
        var schema = Parts.Schema
            .Replace("  <xs:simpleType name=\"Code\">", Types + "  <xs:simpleType name=\"Code\">", StringComparison.Ordinal)
            .Replace("<xs:element name=\"Sold\"", Elements + "<xs:element name=\"Sold\"", StringComparison.Ordinal);
        var files = new Dictionary<string, byte[]>(Parts.Bundle(system).Files)
        {
            ["contracts/xsd/parts.xsd"] = System.Text.Encoding.UTF8.GetBytes(change?.Invoke(schema) ?? schema),
        };
        return new PlanBundle(files);
    }
}

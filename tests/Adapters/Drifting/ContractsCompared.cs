using System.Collections.Frozen;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Soap.Contracts;
using Hub.Soap.Wsdl;

namespace Hub.Adapters.Tests.Drifting;

/// <summary>What callers of a WSDL would notice of the next one is told by its place, and nothing else is.</summary>
public sealed class ContractsCompared
{
    [Fact]
    public void The_same_contract_has_no_differences() => Compare("", "").ShouldBeEmpty();

    [Theory]
    [InlineData("<xs:element name=\"Sold\" type=\"xs:boolean\"/>",
        "<xs:element name=\"Sold\" type=\"xs:boolean\"/><xs:element name=\"Channel\" type=\"xs:string\" minOccurs=\"0\"/>",
        "GetPart answers with Part.Channel, which the contract does not know")]
    [InlineData("<xs:element name=\"At\" type=\"xs:dateTime\" minOccurs=\"0\"/>", "", "GetPart answers without Part.At")]
    [InlineData("name=\"Weight\" type=\"xs:decimal\"", "name=\"Weight\" type=\"xs:string\"",
        "GetPart answers with Part.Weight as xs:string now, and it was xs:decimal")]
    [InlineData("name=\"Tag\" type=\"xs:string\" minOccurs=\"0\" maxOccurs=\"unbounded\"",
        "name=\"Tag\" type=\"xs:string\" minOccurs=\"0\"",
        "GetPart answers with one Part.Tag, which was a list")]
    [InlineData("name=\"Sold\" type=\"xs:boolean\"", "name=\"Sold\" type=\"xs:boolean\" minOccurs=\"0\"",
        "GetPart answers with Part.Sold, which is not required any more")]
    [InlineData("<xs:attribute name=\"rev\" type=\"xs:int\"/>", "", "GetPart answers without Part.@rev")]
    [InlineData("<xs:element name=\"Ref\" type=\"xs:string\" minOccurs=\"0\"/>",
        "<xs:element name=\"Ref\" type=\"xs:string\" minOccurs=\"0\"/><xs:element name=\"Branch\" type=\"xs:int\"/>",
        "Book takes Branch, which the contract does not know: it is required")]
    [InlineData("<xs:element name=\"Qty\" type=\"xs:int\"/>", "", "Book takes no Item.Qty any more")]
    [InlineData("<xs:maxLength value=\"4\"/>", "<xs:maxLength value=\"8\"/>",
        "Book takes Item.No of 8 characters at most now, and it was 4 characters at most; "
        + "GetPart answers with Part.No of 8 characters at most now, and it was 4 characters at most")]
    [InlineData("<xs:maxLength value=\"4\"/>", "<xs:maxLength value=\"4\"/><xs:enumeration value=\"A\"/>", "")]
    public void A_change_of_the_schema_is_told(string known, string today, string told) =>
        string.Join("; ", Compare(known, today).Select(d => d.Text)).ShouldBe(told);

    [Fact]
    public void Values_that_come_and_go_are_told_by_their_names()
    {
        const string Open = "<xs:maxLength value=\"4\"/>";
        const string Before = Open + "<xs:enumeration value=\"new\"/><xs:enumeration value=\"old\"/>";
        const string Now = Open + "<xs:enumeration value=\"new\"/><xs:enumeration value=\"lost\"/>";
        ContractDifferences.Of(Read(Parts.Schema.Replace(Open, Before)), Read(Parts.Schema.Replace(Open, Now)))
            .Select(d => d.Text).ShouldBe(
            [
                "Book takes Item.No, whose values have got lost and have lost old",
                "GetPart answers with Part.No, whose values have got lost and have lost old",
            ]);
    }

    [Fact]
    public void An_operation_that_comes_or_goes_is_told()
    {
        var whole = Read(Parts.Schema);
        var gone = whole with { Operations = whole.Operations.Where(o => o.Key != "Book").ToFrozenDictionary() };
        ContractDifferences.Of(whole, gone).ShouldHaveSingleItem().Text.ShouldBe("Book is not offered any more");
        ContractDifferences.Of(gone, whole).ShouldHaveSingleItem().Text
            .ShouldBe("Book is offered, which the contract does not know");
    }

    private static IReadOnlyList<ContractDifference> Compare(string known, string today)
    {
        if (known.Length > 0)
            Parts.Schema.ShouldContain(known);
        var changed = known.Length == 0 ? Parts.Schema : Parts.Schema.Replace(known, today, StringComparison.Ordinal);
        return ContractDifferences.Of(Read(Parts.Schema), Read(changed));
    }

    private static SoapContract Read(string schema) => WsdlReader.Read(
        Parts.Bundle().Files.ToDictionary(
            f => f.Key,
            f => f.Key.EndsWith(".xsd", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(schema) : f.Value),
        "contracts/parts.wsdl", SoapVersion.Soap11);
}

using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>Contract documents, with what a legacy document has for them and without what it has not.</summary>
public sealed class WrittenInOneGo
{
    [Theory]
    [InlineData("a: { x: No, y: Count }\nb: Note", """{"Note":"n","Count":2,"No":"1"}""", """{"a":{"x":"1","y":2},"b":"n"}""")]
    // Without anything in it an object is not there.
    [InlineData("a: { x: No }\nb: Note", """{"Note":"n"}""", """{"b":"n"}""")]
    [InlineData("a: { x: { y: No }, z: Note }", """{"Note":"n"}""", """{"a":{"z":"n"}}""")]
    [InlineData("b: Note\na: { x: { y: No, z: Count } }", """{"Count":1}""", """{"a":{"x":{"z":1}}}""")]
    // Null is something.
    [InlineData("a: { x: No }\nb: Note", """{"No":null}""", """{"a":{"x":null}}""")]
    // An object taken as it is, without what others read of it and with what they add.
    [InlineData(
        "a: { at: Owner, same: true, name: Name }",
        """{"Owner":{"Name":"n","@type":"Firm"}}""",
        """{"a":{"@type":"Firm","name":"n"}}""")]
    [InlineData("same: true\nno: No", """{"No":"1","Note":"n"}""", """{"Note":"n","no":"1"}""")]
    // Numbers digit by digit, texts letter by letter.
    [InlineData(
        "a: Count\nb: Note", """{"Count":1.500,"Note":"ä \" \\ \u0001 <&>"}""", """{"a":1.500,"b":"ä \" \\ \u0001 <&>"}""")]
    public void Documents_are_as_their_places_say(string mapping, string part, string contract)
    {
        var errors = new List<DocumentError>();
        var table = Mappings.Read($"at: Part\n{mapping}").Table;

        var read = table.ToContract(JsonText.Of(JsonNode.Parse($$"""{"Part":{{part}}}""")), errors);

        errors.ShouldBeEmpty();
        read!.ToString().ShouldBe(contract);
    }

    [Fact]
    public void Nothing_for_a_document_is_none() =>
        Mappings.Read("at: Part\na: { x: No }").Table.ToContract(JsonText.Of(JsonNode.Parse("{}")), []).ShouldBeNull();
}

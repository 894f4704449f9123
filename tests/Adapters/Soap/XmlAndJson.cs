using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using FsCheck;
using FsCheck.Fluent;
using Hub.Adapters.SoapSystems;
using Hub.Adapters.Tests.Stubs;
using Hub.Soap.Contracts;
using Hub.Soap.Envelopes;
using Hub.Soap.Messages;
using Hub.Soap.Shapes;
using Hub.Soap.Wsdl;
using Hub.Soap.Xml;

namespace Hub.Adapters.Tests.Soap;

public sealed class XmlAndJson
{
    private static readonly SoapContract Contract = WsdlReader.Read(Parts.Bundle().Files, "contracts/parts.wsdl");
    private static readonly SoapMessage Response = Contract.Operations["GetPart"].Output!;

    [Fact]
    public void What_is_written_reads_back_as_it_was() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        var json = new JsonObject { ["Part"] = new Generated(seed).Of(Response.Type.Content.Slots[0].Element) };
        Read(Write(json)).ToJsonString().ShouldBe(json.ToJsonString());
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Elements_come_in_the_schemas_order_whatever_the_propertys()
    {
        var xml = Write(Json("""{"Part": {"Note": "n", "Sold": true, "Count": 1, "No": "a"}}"""));

        xml.ShouldContain("<No>a</No><Count>1</Count><Sold>true</Sold><Note>n</Note>");
    }

    [Fact]
    public void Every_fault_is_told_with_its_path()
    {
        var errors = Errors("""
            {"Part": {"No": "abcde", "Count": "x", "Sold": 1, "Note": "n", "Tagg": [], "@rev": "one",
                      "Inner": [{"No": "a", "Count": 1, "Sold": true}],
                      "Left": 1, "Right": 2, "Price": {"$value": 1}, "Owner": {"Name": "n"}}}
            """);

        errors.ShouldBe([
            "Part.@rev: 'one' is not a whole number from -2147483648 to 2147483647",
            "Part.No: 'abcde' has 5 characters, at most 4 are allowed",
            "Part.Count: 'x' is not a whole number, such as 12",
            "Part.Sold: 1 is not true or false",
            "Part.Price.@currency: is required",
            "Part.Owner: needs '@type', one of Firm, Person",
            "Part.Left: cannot be given together with Right",
            "Part.Right: cannot be given together with Left",
            "Part.Inner[0].Note: is required",
            "Part.Tagg: is not known here; did you mean 'Tag'?",
        ], ignoreOrder: true);
    }

    [Fact]
    public void Text_that_XML_cannot_carry_is_refused() =>
        Errors("{\"Part\": {\"No\": \"a\", \"Count\": 1, \"Sold\": true, \"Note\": \"a\\u0001\"}}").ShouldHaveSingleItem()
            .ShouldStartWith("Part.Note: has a character");

    [Fact]
    public void Lists_are_arrays_also_with_no_entry_and_what_is_absent_stays_absent() =>
        Read("""
            <GetPartResponse xmlns="urn:parts"><Part><No>a</No><Count>+007</Count><Sold>1</Sold><Note/></Part></GetPartResponse>
            """).ToJsonString()
            .ShouldBe("""{"Part":{"No":"a","Count":7,"Sold":true,"Note":"","Tag":[],"Inner":[]}}""");

    [Fact]
    public void What_the_schema_does_not_know_is_passed_over() =>
        Read("""
            <GetPartResponse xmlns="urn:parts"><Part new="1">
              <No>a</No><New><Deep>1</Deep></New><Count>1</Count><Sold>0</Sold><Note/><x xmlns="urn:x">y</x>
            </Part></GetPartResponse>
            """).ToJsonString()
            .ShouldBe("""{"Part":{"No":"a","Count":1,"Sold":false,"Note":"","Tag":[],"Inner":[],"$any":[{"{urn:x}x":"y"}]}}""");

    [Fact]
    public void A_system_that_forgets_its_namespaces_is_understood() =>
        Read("<GetPartResponse><Part><No>a</No><Count>1</Count><Sold>0</Sold><Note/></Part></GetPartResponse>")
            ["Part"]!["No"]!.ToString().ShouldBe("a");

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static string Write(JsonObject json)
    {
        var (bytes, errors) = SoapEnvelope.Write(SoapVersion.Soap11, Response, JsonText.Of(json).Root);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        var text = Encoding.UTF8.GetString(bytes);
        var body = text.IndexOf("<soap:Body>", StringComparison.Ordinal) + "<soap:Body>".Length;
        return text[body..text.IndexOf("</soap:Body>", StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Errors(string json) =>
        NearNames.Suggest(SoapEnvelope.Write(SoapVersion.Soap11, Response, JsonText.Of(Json(json)).Root).Errors)
            .Select(e => e.ToString());

    private static JsonNode Read(string xml)
    {
        using var reader = BoundedXml.Read(new StringReader(xml), "");
        reader.MoveToContent().ShouldBe(XmlNodeType.Element);
        return XmlToJson.Read(reader, Response.Element!).Node!;
    }
}

using System.Net;
using System.Text;
using Hub.Adapters.Tests.Stubs;

namespace Hub.Adapters.Tests.Resources;

/// <summary>Faults of a body whose elements stand in one group with the path's key.</summary>
public sealed class FaultsOfGroups : WrappedParts
{
    private const string Thing = """
        <xs:element name="Book"><xs:complexType><xs:sequence><xs:element name="Thing"><xs:complexType><xs:sequence>
          <xs:element name="Size" type="xs:int" minOccurs="0"/>
          <xs:choice><xs:element name="Mail" type="xs:string"/><xs:element name="Phone" type="xs:string"/></xs:choice>
          <xs:element name="Id" type="xs:string"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType>
          </xs:element>
          <xs:element name="Former"><xs:complexType><xs:sequence>
        """;

    [Theory]
    [InlineData(
        """{"mail": "a@b", "phone": "1"}""", "\"mail\"", "cannot be given together with phone", "\"phone\"",
        "cannot be given together with mail")]
    [InlineData("""{"mail": "a@b", "phone": "1", "size": "x"}""", "\"mail\"", "\"size\"")]
    [InlineData("""{"size": 1}""", "\"$\"", "needs one of mail, phone")]
    public async Task A_fault_of_the_body_is_400_with_its_path_and_no_missing_record(string body, params string[] words)
    {
        var schema = Parts.Schema.Replace(
            "<xs:element name=\"Book\"><xs:complexType><xs:sequence>", Thing, StringComparison.Ordinal);
        var capability = """
            capability: things
            owner: parts-team
            zone: outside
            pace: record
            access: anonymous
            sides: { legacy: "adapter:parts" }
            routes:
              things.put: { match: "PUT /api/things/{id}" }
            """;
        var system = """
            system: parts
            soap: { wsdl: contracts/parts.wsdl, address: "${env:PARTS}" }
            mappings:
              thing: { mail: Mail, phone: Phone, size: Size }
            resources:
              things.put:
                call: Book
                in: { at: Thing, mapping: thing, from: body, Thing/Id: path.id }
                out: { id: BookingNo }
            """;
        await using var adapters = await StartAsync(RunningAdapters.Bundle(
            ("contracts/parts.wsdl", Parts.Wsdl), ("contracts/xsd/parts.xsd", schema), ("capabilities/things.yaml", capability),
            ("systems/parts.yaml", system)));
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await adapters.Client.PutAsync("/api/things/7", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        foreach (var word in words)
            text.ShouldContain(word);
        text.ShouldNotContain("path.id");
    }

    [Fact]
    public async Task A_doubtful_write_tells_of_sync_only_where_a_link_brings_the_record()
    {
        Stub.AnswerWith("<html>no</html>", 200, "text/html");
        using var content = new StringContent(
            """{"lines": [{"sku": "T-1", "quantity": 1}]}""", Encoding.UTF8, "application/json");
        using var answer = await Adapters.Client.PostAsync("/api/bookings", content);
        var text = await answer.Content.ReadAsStringAsync();
        text.ShouldContain("may have carried the request out");
        text.ShouldNotContain("sync");
        text.ShouldContain("look in parts before you do");
    }
}

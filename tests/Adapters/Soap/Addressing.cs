using System.Xml.Linq;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Soap;

/// <summary>WS-Addressing headers: sent where the WSDL asks for them, or the plan does, and nowhere else.</summary>
public sealed class Addressing : IAsyncLifetime
{
    private static readonly XNamespace Wsa = "http://www.w3.org/2005/08/addressing";
    private const string Policy = """
        <wsp:Policy xmlns:wsp="http://www.w3.org/ns/ws-policy" xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata"
            xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="P">
          <wsam:Addressing OPTIONAL/>
        </wsp:Policy>
        """;

    private SoapStub _stub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _stub.AnswerWithBody(PartAnswer.Body);
    }

    public async ValueTask DisposeAsync() => await _stub.DisposeAsync();

    [Theory]
    [InlineData("", "", false)]
    [InlineData("", ", addressing: true", true)]
    [InlineData("""<wsaw:UsingAddressing xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl"/>""", "", true)]
    [InlineData(
        """<wsaw:UsingAddressing xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl"/>""", ", addressing: false", false)]
    [InlineData("""<wsp:PolicyReference xmlns:wsp="http://www.w3.org/ns/ws-policy" URI="#P"/>""", "", true)]
    [InlineData("""<wsp:PolicyReference xmlns:wsp="http://www.w3.org/ns/ws-policy" URI="#Q"/>""", "", false)]
    public async Task Headers_are_sent_where_they_are_asked_for(string inBinding, string option, bool sent)
    {
        var header = await HeaderAsync(Wsdl(inBinding, Policy.Replace("OPTIONAL", "", StringComparison.Ordinal)), option);

        (header is not null).ShouldBe(sent);
        if (header is null)
            return;
        header.Element(Wsa + "Action")!.Value.ShouldBe("urn:get");
        header.Element(Wsa + "To")!.Value.ShouldBe(_stub.Address + "/");
        header.Element(Wsa + "MessageID")!.Value.ShouldStartWith("urn:uuid:");
        header.Element(Wsa + "ReplyTo")!.Element(Wsa + "Address")!.Value
            .ShouldBe("http://www.w3.org/2005/08/addressing/anonymous");
    }

    [Fact]
    public async Task What_a_policy_makes_optional_is_left_out() =>
        (await HeaderAsync(
            Wsdl(
                """<wsp:PolicyReference xmlns:wsp="http://www.w3.org/ns/ws-policy" URI="#P"/>""",
                Policy.Replace("OPTIONAL", "wsp:Optional=\"true\"", StringComparison.Ordinal)), ""))
            .ShouldBeNull();

    [Theory]
    [InlineData(
        """<input wsam:Action="urn:written" xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata" """, "urn:written")]
    [InlineData("""<input wsaw:Action="urn:written" xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl" """, "urn:written")]
    [InlineData("<input ", "urn:parts:wsdl:Parts:GetPartRequest")]
    [InlineData("""<input name="Ask" """, "urn:parts:wsdl:Parts:Ask")]
    public async Task An_action_is_the_one_written_or_made_by_the_pattern(string input, string action)
    {
        var wsdl = Parts.Wsdl.Replace("soapAction=\"urn:get\"", "soapAction=\"\"", StringComparison.Ordinal)
            .Replace("<operation name=\"GetPart\"><input ", $"<operation name=\"GetPart\">{input}", StringComparison.Ordinal);
        (await HeaderAsync(wsdl, ", addressing: true"))!.Element(Wsa + "Action")!.Value.ShouldBe(action);
        _stub.Requests.Last().Action.ShouldBe($"\"{action}\"");
    }

    [Fact]
    public async Task Every_message_has_an_id_of_its_own()
    {
        await HeaderAsync(Parts.Wsdl, ", addressing: true");
        await HeaderAsync(Parts.Wsdl, ", addressing: true");
        _stub.Requests.Select(r => XDocument.Parse(r.Envelope).Descendants(Wsa + "MessageID").Single().Value).Distinct().Count()
            .ShouldBe(2);
    }

    private static string Wsdl(string inBinding, string policy) => Parts.Wsdl
        .Replace(
            "<soap:binding style=\"document\" transport", $"{inBinding}<soap:binding style=\"document\" transport",
            StringComparison.Ordinal)
        .Replace("<types>", $"{policy}<types>", StringComparison.Ordinal);

    private async Task<XElement?> HeaderAsync(string wsdl, string option)
    {
        var files = Parts.Bundle(Parts.System.Replace(
            "\"${env:PARTS}\"",
            $"\"${{env:PARTS}}\"{option}",
            StringComparison.Ordinal)).Files.ToDictionary(f => f.Key, f => f.Value);
        files["contracts/parts.wsdl"] = System.Text.Encoding.UTF8.GetBytes(wsdl);
        await using var hub = await RunningAdapters.StartAsync(
            new PlanBundle(files), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
        (await hub.Client.GetAsync("/api/parts/T-17")).IsSuccessStatusCode.ShouldBeTrue();
        return XDocument.Parse(_stub.Requests.Last().Envelope).Root!
            .Elements()
            .SingleOrDefault(e => e.Name.LocalName == "Header");
    }
}

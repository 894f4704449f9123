using System.Text.Json.Nodes;
using Hub.Soap.Outcomes;

namespace Hub.Interop.Tests;

/// <summary>References between data contracts and faults without details, with SoapCore in the place of WCF.</summary>
public sealed class DataContracts(SoapCoreService server) : IClassFixture<SoapCoreService>, IAsyncLifetime
{
    private ServiceBehindTheHub _service = null!;

    public async ValueTask InitializeAsync()
    {
        using var http = new HttpClient();
        _service = await ServiceBehindTheHub.StartAsync(
            await http.GetStringAsync(server.Address + "?wsdl"),
            server.Address,
            "{ call: GetGraph, in: { kind: path.id }, out: { at: GetGraphResult, name: Name, other: Other/Name } }");
    }

    public async ValueTask DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task What_one_node_refers_to_stands_in_its_place()
    {
        var graph = (await _service.AnswerAsync("GetGraph", """{ "kind": "tree" }"""))["GetGraphResult"]!;

        graph["Child"]!["Name"]!.ToString().ShouldBe("shared");
        graph["Other"]!["Name"]!.ToString().ShouldBe("shared");
        JsonNode.Parse(await _service.Client.GetStringAsync("/api/articles/tree"))!.ToJsonString()
            .ShouldBe("""{"name":"root","other":"shared"}""");
    }

    [Fact]
    public async Task A_circle_is_cut_where_it_closes()
    {
        var graph = (await _service.AnswerAsync("GetGraph", """{ "kind": "circle" }"""))["GetGraphResult"]!;

        // SoapCore's WSDL forgets to declare the attribute.
        graph["Child"]!["Other"]!.ToJsonString()
            .ShouldBe("""{"@{http://schemas.microsoft.com/2003/10/Serialization/}Ref":"i1"}""");
        graph["Other"]!.ToJsonString().ShouldContain("shared");
    }

    [Theory]
    [InlineData("Client", FaultBlame.Request)]
    [InlineData("Sender", FaultBlame.Request)]
    [InlineData("Client.Data", FaultBlame.Request)]
    [InlineData("Server", FaultBlame.System)]
    [InlineData("InternalServiceFault", FaultBlame.System)]
    public async Task A_fault_tells_who_is_at_fault_and_what_is_wrong(string code, object blame)
    {
        var fault = (await _service.CallAsync("Book", new JsonObject { ["how"] = code })).ShouldBeOfType<Fault>();

        fault.Text.ShouldBe($"{code}: field X is wrong");
        fault.Blame.ShouldBe(blame);
    }
}

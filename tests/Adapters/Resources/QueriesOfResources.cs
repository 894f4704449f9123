using System.Net;
using System.Text.Json.Nodes;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Resources;

/// <summary>Query parameters of resources over SOAP: nothing that is not understood is passed over.</summary>
public sealed class QueriesOfResources : IAsyncLifetime
{
    private const string Found = "<GetPartResponse xmlns='urn:parts'><Part "
            + "rev='3'><No>17</No><Count>1</Count><Sold>true</Sold><Note/></Part></GetPartResponse>";

    private SoapStub _stub = null!;
    private RunningAdapters _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        var system = $$"""
            {{Parts.System[..Parts.System.IndexOf("resources:", StringComparison.Ordinal)]}}resources:
              parts.get: { call: GetPart, in: { No: query.no }, out: { id: Part/No } }
              parts.book:
                current: { call: GetPart, in: { No: query.seen }, out: { at: Part, found: No, content: { id: No } } }
                call: Book
                in: { Item: { each: body.lines, No: sku, Qty: quantity } }
                out: { id: BookingNo }
            """;
        _hub = await RunningAdapters.StartAsync(
            Parts.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _stub.DisposeAsync();
    }

    [Theory]
    [InlineData("?nr=17", "query.nr", "known are no; did you mean 'no'?")]
    [InlineData("?no=17&no=18", "query.no", "is given more than once")]
    [InlineData("?no=17&X-Hub-Side=new", "query.X-Hub-Side", "is not known here")]
    [InlineData("?no=", "query.no", "'' is not a whole number from -2147483648 to 2147483647")]
    [InlineData("?no=17&%00=1", "query.\\u0000", "is not known here")]
    public async Task A_parameter_that_is_not_understood_is_a_400_and_nothing_is_called(string query, string path, string said)
    {
        using var answer = await _hub.Client.GetAsync($"/api/parts/1{query}");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonNode.Parse(text)!["errors"]!.AsArray().ShouldContain(
            e => e!["path"]!.ToString() == path && e["detail"]!.ToString().Contains(said, StringComparison.Ordinal), text);
        _stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_only_the_call_before_reads_is_known_and_reaches_it()
    {
        _stub.AnswerWithBody(Found);
        using var body = new StringContent("""{"lines": [{"sku": "1", "quantity": 1}]}""", System.Text.Encoding.UTF8,
            "application/json");
        await _hub.Client.PostAsync("/api/bookings?seen=17", body);
        _stub.Requests.First().Envelope.ShouldContain("<No>17</No>");
    }
}

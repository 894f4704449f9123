using System.Net;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Resources;

/// <summary>What a caller is told where a SOAP answer leaves out the record that it may leave out.</summary>
public sealed class RecordsThatAreMissing : IAsyncLifetime
{
    private SoapStub _stub = null!;

    public async ValueTask InitializeAsync() => _stub = await SoapStub.StartAsync();

    public async ValueTask DisposeAsync() => await _stub.DisposeAsync();

    [Theory]
    [InlineData("""<GetPartResponse xmlns="urn:parts"/>""")]
    [InlineData("""
        <GetPartResponse xmlns="urn:parts">
          <Part xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>
        </GetPartResponse>
        """)]
    public async Task One_record_that_the_answer_leaves_out_is_404_unless_the_plan_gives_a_status(string answer)
    {
        _stub.AnswerWithBody(answer.Trim());
        await using (var hub = await StartAsync(Parts.System))
        {
            using var missing = await hub.Client.GetAsync("/api/parts/T-17");
            var text = await missing.Content.ReadAsStringAsync();
            missing.StatusCode.ShouldBe(HttpStatusCode.NotFound, text);
            text.ShouldContain("There is no such record.");
        }

        await using var told = await StartAsync(
            Parts.System.Replace("call: GetPart", "call: GetPart\n    status: 200", StringComparison.Ordinal));
        (await told.Client.GetStringAsync("/api/parts/T-17")).ShouldBe("{}");
    }

    [Fact]
    public async Task A_write_whose_answer_leaves_out_the_record_that_it_promises_has_an_unknown_outcome()
    {
        _stub.AnswerWithBody("""<BookResponse xmlns="urn:parts"/>""");
        await using var hub = await StartAsync(Parts.System);
        using var content = new StringContent(
            """{"lines": [{"sku": "T-1", "quantity": 2}]}""", Encoding.UTF8, "application/json");
        using var answer = await hub.Client.PostAsync("/api/bookings", content);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway, text);
        text.ShouldContain("Outcome unknown");
        text.ShouldContain("the record is missing");
    }

    private Task<RunningAdapters> StartAsync(string system)
    {
        var bundle = Parts.Bundle(system.Replace("out: { id: {", "out: { at: Booking, id: {", StringComparison.Ordinal));
        var files = bundle.Files.Select(f => KeyValuePair.Create(
            f.Key,
            f.Key.EndsWith(".xsd", StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes(Optional(Encoding.UTF8.GetString(f.Value)))
                : f.Value));
        return RunningAdapters.StartAsync(
            new PlanBundle(files), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
    }

    private static string Optional(string schema) => schema
        .Replace(
            "name=\"Part\" type=\"Part\"/>", "name=\"Part\" type=\"Part\" minOccurs=\"0\" nillable=\"true\"/>",
            StringComparison.Ordinal)
        .Replace(
            "<xs:element name=\"BookingNo\" type=\"xs:int\"/>",
            "<xs:element name=\"Booking\" minOccurs=\"0\"><xs:complexType><xs:sequence>"
                + "<xs:element name=\"BookingNo\" type=\"xs:int\"/></xs:sequence></xs:complexType></xs:element>",
            StringComparison.Ordinal);
}

using System.Net;
using System.Text;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Resources;

/// <summary>A write that asks for a dry run is tried by the SOAP operation that the plan names for it alone.</summary>
public sealed class TriedBySoap : IAsyncLifetime
{
    private const string Lines = """{"lines": [{"sku": "T-1", "quantity": 2}]}""";
    private SoapStub _stub = null!;

    public async ValueTask InitializeAsync()
    {
        _stub = await SoapStub.StartAsync();
        _stub.AnswerWithBody(
            "<GetPartResponse xmlns=\"urn:parts\"><Part><No>1</No><Count>1</Count><Sold>true</Sold><Note/></Part>"
            + "</GetPartResponse>");
    }

    public async ValueTask DisposeAsync() => await _stub.DisposeAsync();

    [Fact]
    public async Task The_operation_that_checks_is_called_and_the_write_is_not()
    {
        await using var hub = await StartAsync(
            "dryRun: { call: GetPart, in: { No: { from: header.x-part } }, faults: { NoSuchPart: 422 } }");
        using var answer = await SendAsync(hub, Lines);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent, await answer.Content.ReadAsStringAsync());
        answer.Headers.GetValues("Preference-Applied").ShouldBe(["dry-run"]);
        _stub.Requests.ShouldHaveSingleItem().Action.ShouldBe("\"urn:get\"");

        _stub.AnswerWith(SoapStub.Fault("NoSuchPart", "not there"), 500);
        using var refused = await SendAsync(hub, Lines);
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        _stub.Requests.ShouldAllBe(r => r.Action == "\"urn:get\"");
    }

    [Fact]
    public async Task What_the_write_itself_would_refuse_for_its_form_is_refused_before_the_system_is_asked()
    {
        await using var hub = await StartAsync("dryRun: { call: GetPart, in: { No: { from: header.x-part } } }");
        using var answer = await SendAsync(hub, """{"lines": [{"sku": "T-1", "quantity": "two"}]}""");
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _stub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_SOAP_operation_is_rolled_back()
    {
        await using var hub = await StartAsync("");
        var errors = new PlanErrors();
        hub.Service<PlanLoader>().Load(
            Bundle("dryRun: rollback"), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }), errors);
        errors.Select(e => e.ToString()).ShouldContain(
            e => e.Contains("'dryRun: rollback' cannot take Book back", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningAdapters hub, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/bookings")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
            Headers = { { "Prefer", "respond-async, dry-run" }, { "X-Part", "1" } },
        };
        return await hub.Client.SendAsync(request);
    }

    private static PlanBundle Bundle(string dryRun) => Parts.Bundle(
        Parts.System.Replace("    location: /api", $"    {dryRun}\n    location: /api", StringComparison.Ordinal));

    private Task<RunningAdapters> StartAsync(string dryRun) => RunningAdapters.StartAsync(
        Bundle(dryRun), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
}

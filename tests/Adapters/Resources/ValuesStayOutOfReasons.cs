using System.Net;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Resources;

/// <summary>
/// What a system holds is told to nobody as the reason why it cannot be read: neither to a caller nor in the log.
/// </summary>
public sealed class ValuesStayOutOfReasons : IAsyncLifetime
{
    private const string Held = "Geheim-4711";
    private SoapStub _stub = null!;

    public async ValueTask InitializeAsync() => _stub = await SoapStub.StartAsync();

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Theory]
    [InlineData("codes: { new: N }", "note: its value is not one of N")]
    [InlineData("date: yyyyMMdd", "note: its value is not a date as yyyyMMdd")]
    [InlineData("number: true", "note: its value is not a number")]
    [InlineData("number: { decimal: \",\" }", "note: its value is not a number in the system's notation")]
    [InlineData("time: HHmm", "note: its value is not a time as HHmm")]
    public async Task Of_a_value_that_cannot_be_converted_its_place_and_the_rule_are_told(string converter, string reason)
    {
        var log = new LogLines();
        var system = Parts.System.Replace(
            "weight: Weight }", $"weight: Weight, note: {{ from: Note, {converter} }} }}", StringComparison.Ordinal);
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }), log);
        _stub.AnswerWithBody("<GetPartResponse xmlns='urn:parts'><Part rev='3'><No>17</No><Count>1</Count><Sold>true</Sold>"
            + $"<Note>{Held}</Note></Part></GetPartResponse>");

        using var answer = await hub.Client.GetAsync("/api/parts/T-17");

        answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var told = await answer.Content.ReadAsStringAsync();
        told.ShouldContain(reason);
        told.ShouldNotContain(Held);
        log.Lines.ShouldContain(l => l.Contains(reason));
        log.Lines.ShouldNotContain(l => l.Contains(Held));
    }
}

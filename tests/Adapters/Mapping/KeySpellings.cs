using System.Net;
using Hub.Adapters.Tests.Stubs;
using Hub.Platform.Plan;

namespace Hub.Adapters.Tests.Mapping;

/// <summary>A record has one key in the contract; other spellings that its system takes for the same one are not found.</summary>
public sealed class KeySpellings : IAsyncLifetime
{
    private const string Found = "<GetPartResponse xmlns='urn:parts'><Part "
        + "rev='3'><No>17</No><Count>1</Count><Sold>true</Sold><Note/></Part></GetPartResponse>";

    private SoapStub _stub = null!;

    public async ValueTask InitializeAsync() => _stub = await SoapStub.StartAsync();

    public ValueTask DisposeAsync() => _stub.DisposeAsync();

    [Theory]
    [InlineData("from: path.id, prefix: \"T-\"", "T-17", "T-017", "T-0017", "T-%2017", "T-17%20")]
    [InlineData("from: path.id", "17", "017", "+17", "00017", "%2017", "17%20")]
    [InlineData("from: path.id, trim: true", "17", "17%20", "17%20%20")]
    [InlineData("from: path.id, trim: both", "17", "%2017", "17%20")]
    [InlineData("from: path.id, zeros: 4, prefix: \"T-\"", "T-17", "T-017", "T-0017")]
    [InlineData("from: path.id, min: 10, prefix: \"T-\"", "T-17", "T-7", "T--17")]
    public async Task Only_the_key_itself_reaches_the_system(string binding, string key, params string[] others)
    {
        var system = Parts.System.Replace("{ from: path.id, prefix: \"T-\" }", $"{{ {binding} }}", StringComparison.Ordinal);
        await using var hub = await RunningAdapters.StartAsync(
            Parts.Bundle(system), new PlanReferences(new Dictionary<string, string> { ["PARTS"] = _stub.Address }));
        foreach (var other in others)
        {
            using var refused = await hub.Client.GetAsync($"/api/parts/{other}");
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{other}: {await refused.Content.ReadAsStringAsync()}");
        }

        _stub.Requests.ShouldBeEmpty();
        _stub.AnswerWithBody(Found);
        using var answer = await hub.Client.GetAsync($"/api/parts/{key}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        _stub.Requests.Count.ShouldBe(1);
    }
}

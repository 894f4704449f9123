using System.Net;
using Hub.Tests;

namespace Hub.Hostile.Tests;

/// <summary>One connection of a caller with more requests than a side may have connections.</summary>
public sealed class ManyRequestsOfOneConnection(ManyRequestsOfOneConnection.Facade facade)
    : IClassFixture<ManyRequestsOfOneConnection.Facade>
{
    [Fact]
    public async Task A_side_has_no_more_connections_than_the_hub_allows_and_the_rest_is_told_so()
    {
        facade.Side.Hangs = true;
        using var client = new HttpClient
        {
            BaseAddress = facade.Http2Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var end = new CancellationTokenSource();
        var requests = Enumerable.Range(0, 60).Select(i => client.GetAsync($"/hangs/{i}", end.Token)).ToList();
        var refused = await Eventually.GetAsync("40 requests are refused", () => Task.FromResult(
            requests.Where(r => r.IsCompletedSuccessfully).Select(r => r.Result).ToList() is { Count: 40 } all ? all : null));
        refused.ShouldAllBe(r => r.StatusCode == HttpStatusCode.ServiceUnavailable && r.Headers.RetryAfter != null);
        (await refused[0].Content.ReadAsStringAsync()).ShouldContain("nothing was sent");
        await end.CancelAsync();
        facade.Side.Hangs = false;
        await Eventually.GetAsync("the side is asked again", async () =>
            (await client.GetAsync("/again")).StatusCode == HttpStatusCode.OK ? "" : null);
    }

    public sealed class Facade : RawFacade
    {
        protected override string[] Arguments => ["--max-connections", "20"];
    }
}

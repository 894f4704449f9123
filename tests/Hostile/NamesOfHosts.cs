namespace Hub.Hostile.Tests;

/// <summary>One host, however a caller writes its name.</summary>
public sealed class NamesOfHosts(GuardedHub hub) : IClassFixture<GuardedHub>
{
    [Theory]
    [InlineData("shop.localhost")]
    [InlineData("shop.localhost.")]
    [InlineData("SHOP.LocalHost")]
    [InlineData("shop.localhost:8080")]
    [InlineData("shop.localhost.:8080")]
    [InlineData("Shop.localhost.:80")]
    public async Task It_is_the_plans_host_and_passes_through_as_written(string host)
    {
        var mark = Guid.NewGuid().ToString("N");
        await SendAsync(host, $"/page?{mark}");
        hub.Shop.Requests.Single(r => r.Target.EndsWith(mark, StringComparison.Ordinal)).Headers["Host"].ShouldBe(host);
        (await SendAsync(host, "/in-shop/x")).Header("X-Hub-Route").ShouldBe("files.of-shop");
    }

    [Theory]
    [InlineData("shop.localhost.example")]
    [InlineData("shop.localhost..")]
    [InlineData("my.shop.localhost")]
    [InlineData("localhost")]
    public async Task Another_host_is_not(string host)
    {
        var mark = Guid.NewGuid().ToString("N");
        var answer = await SendAsync(host, $"/in-shop/x?{mark}");
        answer.Header("X-Hub-Route").ShouldBeEmpty();
        hub.Shop.Requests.ShouldNotContain(r => r.Target.EndsWith(mark, StringComparison.Ordinal));
    }

    private Task<RawAnswer> SendAsync(string host, string target) => RawAnswer.SendAsync(
        hub.Address, $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
}

namespace Hub.Hostile.Tests;

/// <summary>A request's <c>Host</c> is a host (RFC 9110, 7.2), and a side sees one line of it.</summary>
public sealed class HostsThatAreInvalid(ProxiesInFront.Facade facade) : IClassFixture<ProxiesInFront.Facade>
{
    [Theory]
    [InlineData("")]
    [InlineData("a:99999")]
    [InlineData("a:65536")]
    [InlineData("xn--")]
    [InlineData("shop.XN--a-")]
    [InlineData("xn--99999999.example")]
    [InlineData("a:")]
    [InlineData("a:000080")]
    [InlineData("[::1]:99999")]
    [InlineData("[::1")]
    [InlineData("[::g]")]
    [InlineData("[]")]
    [InlineData("[1.2.3.4]")]
    [InlineData("a..b")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".a")]
    [InlineData("~")]
    [InlineData("!$&()")]
    [InlineData("a,b")]
    [InlineData("a%2eb")]
    [InlineData(":80")]
    [InlineData("::1")]
    [InlineData("a:-1")]
    [InlineData("a:+1")]
    [InlineData("a@b")]
    [InlineData("64")]
    [InlineData("300")]
    public async Task It_is_refused_before_anything_is_sent(string host)
    {
        // Letters: in one label, and in labels of ten.
        host = host switch
        {
            "64" => new string('a', 64),
            "300" => string.Concat(Enumerable.Repeat("aaaaaaaaa.", 30)),
            _ => host,
        };
        facade.Side.Requests.Clear();
        string[] heads = [$"Host: {host}\r\n", $"Host: hub\r\nX-Forwarded-Host: {host}\r\n"];
        // A proxy that says nothing says nothing wrong, and what stands before a comma is not the nearest proxy's.
        foreach (var head in host.Length > 0 && !host.Contains(',') ? heads : heads[..1])
            foreach (var path in new[] { "/old/x", "/api/x", "/hub/health" })
            {
                var answer = await RawAnswer.SendAsync(
                    facade.Address, $"GET {path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n");
                answer.Status.ShouldBe(400, $"{path} {head}");
            }

        facade.Side.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("hub")]
    [InlineData("HUB.example")]
    [InlineData("shop.example.")]
    [InlineData("a:0")]
    [InlineData("a:65535")]
    [InlineData("a_b-c")]
    [InlineData("_a")]
    [InlineData("-a-")]
    [InlineData("1.2.3.4:80")]
    [InlineData("256.1.1.1")]
    [InlineData("1")]
    [InlineData("[::1]")]
    [InlineData("[2001:DB8::17]:8443")]
    [InlineData("[::ffff:1.2.3.4]")]
    public async Task Any_other_reaches_a_catch_all_as_sent_and_once(string host)
    {
        facade.Side.Requests.Clear();
        var answer = await RawAnswer.SendAsync(
            facade.Address, $"GET /old/x HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        answer.Status.ShouldBe(200, answer.Head);
        var lines = facade.Side.Requests.ShouldHaveSingleItem().Head.Split("\r\n");
        lines.Where(l => l.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)).ShouldBe([$"Host: {host}"]);
    }
}

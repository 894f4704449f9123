namespace Hub.Hostile.Tests;

/// <summary>Who is believed what is said of the caller, the scheme and the host.</summary>
public sealed class ProxiesInFront(ProxiesInFront.Facade facade) : IClassFixture<ProxiesInFront.Facade>
{
    [Theory]
    [InlineData("X-Forwarded-Proto: https", "127.0.0.1", "https", "hub")]
    [InlineData("X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https", "192.0.2.9", "https", "hub")]
    [InlineData(
        "X-Forwarded-For: 6.6.6.6, 192.0.2.9, 10.1.2.3\r\nX-Forwarded-Host: shop.example",
        "192.0.2.9", "http", "shop.example")]
    [InlineData("Forwarded: for=192.0.2.9;proto=https;host=shop.example", "192.0.2.9", "https", "shop.example")]
    [InlineData("Forwarded: For=\"192.0.2.9:4711\"; Proto=HTTPS", "192.0.2.9", "https", "hub")]
    [InlineData("Forwarded: for=\"[2001:db8::17]:4711\";proto=https", "2001:db8::17", "https", "hub")]
    [InlineData(
        "Forwarded: for=6.6.6.6;proto=https;host=evil, for=192.0.2.9, for=10.1.2.3;host=\"a.example\"",
        "192.0.2.9", "http", "a.example")]
    [InlineData("Forwarded: for=6.6.6.6;host=evil\r\nForwarded: for=192.0.2.9;proto=https", "192.0.2.9", "https", "hub")]
    [InlineData("Forwarded: for=_hidden;proto=https", "127.0.0.1", "https", "hub")]
    [InlineData("Forwarded: for=unknown, for=192.0.2.9", "192.0.2.9", "http", "hub")]
    [InlineData("X-Forwarded-Proto: HTTPS", "127.0.0.1", "https", "hub")]
    [InlineData("X-Forwarded-Proto: http\r\nX-Forwarded-Proto: https", "127.0.0.1", "https", "hub")]
    [InlineData("X-Forwarded-Proto: https, http", "127.0.0.1", "http", "hub")]
    [InlineData("X-Forwarded-Host: evil, shop.example", "127.0.0.1", "http", "shop.example")]
    [InlineData(
        "X-Forwarded-For: 10.1.2.3\r\nX-Forwarded-Host: evil, shop.example\r\nX-Forwarded-Proto: https, http",
        "10.1.2.3", "http", "shop.example")]
    [InlineData(
        "X-Forwarded-For: 192.0.2.9, 10.1.2.3\r\nX-Forwarded-Host: evil, shop.example, inner.example",
        "192.0.2.9", "http", "shop.example")]
    [InlineData(
        "Forwarded: for=192.0.2.9;proto=https\r\nX-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: https",
        "192.0.2.9", "https", "hub")]
    public async Task A_trusted_proxy_is_believed_as_far_as_proxies_are_trusted(
        string headers, string client, string scheme, string host)
    {
        foreach (var target in new[] { "/old/told", "/api/told" })
        {
            var seen = await AskAsync(target, headers);
            seen.Header("X-Forwarded-For").ShouldBe(client);
            seen.Header("X-Forwarded-Proto").ShouldBe(scheme);
            seen.Header("X-Forwarded-Host").ShouldBe(host);
            seen.Header("Forwarded").ShouldBeNull();
            seen.Head.ShouldNotContain("X-Original-");
            if (target == "/old/told")
                seen.Header("Host").ShouldBe(host);
        }
    }

    [Theory]
    [InlineData("Forwarded: for=6.6.6.6\r\nX-Forwarded-For: 192.0.2.9")]
    [InlineData("Forwarded: for=192.0.2.9;proto=https\r\nX-Forwarded-Proto: http")]
    [InlineData("Forwarded: host=evil.example\r\nX-Forwarded-Host: shop.example")]
    [InlineData("Forwarded: for")]
    [InlineData("Forwarded: for=\"192.0.2.9")]
    [InlineData("Forwarded: proto=javascript")]
    [InlineData("Forwarded: for=1.1.1.1;for=2.2.2.2")]
    [InlineData("Forwarded: host=\"a b\"")]
    [InlineData("Forwarded: host=\"a:99999\"")]
    [InlineData("X-Forwarded-Proto: javascript")]
    [InlineData("X-Forwarded-Proto: data")]
    [InlineData("X-Forwarded-Proto: wss")]
    [InlineData("X-Forwarded-Proto: https, data")]
    [InlineData("X-Forwarded-Proto: a b")]
    [InlineData("X-Forwarded-Host: a b")]
    [InlineData("X-Forwarded-For: 192.0.2.9\r\nX-Forwarded-Proto: javascript")]
    public async Task What_contradicts_itself_or_is_malformed_is_refused(string headers)
    {
        facade.Side.Requests.Clear();
        (await facade.SendAsync("GET", "/old/refused", headers + "\r\n")).ShouldStartWith("HTTP/1.1 400");
        facade.Side.Requests.ShouldNotContain(r => r.Target == "/old/refused");
    }

    private async Task<RawRequest> AskAsync(string target, string headers)
    {
        facade.Side.Requests.Clear();
        (await facade.SendAsync("GET", target, headers + "\r\n")).ShouldStartWith("HTTP/1.1 200");
        return facade.Side.Requests.ShouldHaveSingleItem();
    }

    public sealed class Facade : RawFacade
    {
        protected override string[] Arguments => ["--trusted-proxies", "127.0.0.1, 10.0.0.0/8"];
    }
}

/// <summary>Without trusted proxies nobody is believed.</summary>
public sealed class NobodyInFront(RawFacade facade) : IClassFixture<RawFacade>
{
    [Theory]
    [InlineData("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil")]
    [InlineData("X_Forwarded_For: 6.6.6.6\r\nx-forwarded_proto: https")]
    [InlineData("Forwarded: for=6.6.6.6;proto=https;host=evil")]
    [InlineData("X-Forwarded-Prefix: /evil\r\nX-Forwarded-Port: 1")]
    public async Task What_a_caller_says_of_itself_is_dropped_and_said_anew(string headers)
    {
        facade.Side.Requests.Clear();
        (await facade.SendAsync("GET", "/old/x", headers + "\r\n")).ShouldStartWith("HTTP/1.1 200");
        var seen = facade.Side.Requests.ShouldHaveSingleItem();
        seen.Header("X-Forwarded-For").ShouldBe("127.0.0.1");
        seen.Header("X-Forwarded-Proto").ShouldBe("http");
        seen.Header("X-Forwarded-Host").ShouldBe("hub");
        seen.Head.ShouldNotContain("evil");
        seen.Head.ShouldNotContain("6.6.6.6");
    }
}

/// <summary>A side that knows only its own address, behind a facade that is known by another.</summary>
public sealed class RewrittenAddresses(RewrittenAddresses.Facade facade) : IClassFixture<RewrittenAddresses.Facade>
{
    [Theory]
    [InlineData("Location: SIDE/a?b=%2F#c", "Location: https://shop.example/a?b=%2F#c")]
    [InlineData("Location: //AUTHORITY/a", "Location: https://shop.example/a")]
    [InlineData("Location: http://shop.example/a", "Location: https://shop.example/a")]
    [InlineData("Location: http://shop.example:80/a", "Location: https://shop.example/a")]
    [InlineData("Location: https://shop.example/a", "Location: https://shop.example/a")]
    [InlineData("Location: /a/b", "Location: /a/b")]
    [InlineData("Location: a/b", "Location: a/b")]
    [InlineData("Location: https://other.example/SIDE", "Location: https://other.example/SIDE")]
    [InlineData("Location: http://AUTHORITY.evil.example/a", "Location: http://AUTHORITY.evil.example/a")]
    [InlineData("Location: http://AUTHORITY@evil.example/a", "Location: http://AUTHORITY@evil.example/a")]
    [InlineData("Location: SIDE", "Location: https://shop.example")]
    [InlineData("Content-Location: SIDE/a", "Content-Location: https://shop.example/a")]
    [InlineData("Refresh: 5; url=SIDE/a", "Refresh: 5; url=https://shop.example/a")]
    [InlineData("Refresh: 5;URL='SIDE/a'", "Refresh: 5;URL='https://shop.example/a'")]
    [InlineData(
        "Link: <SIDE/a?p=2>; rel=\"next\", <https://other.example/b>; rel=x",
        "Link: <https://shop.example/a?p=2>; rel=\"next\", <https://other.example/b>; rel=x")]
    [InlineData("Set-Cookie: a=b; Domain=127.0.0.1; Path=/; HttpOnly", "Set-Cookie: a=b; Path=/; HttpOnly")]
    [InlineData("Set-Cookie: a=b; path=/; domain=.127.0.0.1", "Set-Cookie: a=b; path=/")]
    [InlineData("Set-Cookie: a=b; Domain=shop.example", "Set-Cookie: a=b; Domain=shop.example")]
    [InlineData("Set-Cookie: a=domain; Domain=elsewhere.example", "Set-Cookie: a=domain; Domain=elsewhere.example")]
    public async Task The_sides_own_address_becomes_the_one_the_caller_knows(string sent, string received)
    {
        facade.Side.Answer = _ => RawSide.Ok("fine", Meant(sent) + "\r\n");
        var answer = await facade.SendAsync(
            "GET /old/x HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-Proto: https\r\n\r\n");
        answer.ShouldContain($"\r\n{Meant(received)}\r\n");
    }

    [Theory]
    [InlineData("SIDE/v2/things/7", "https://shop.example/moved/things/7")]
    [InlineData("/v2/things/7?a=b", "/moved/things/7?a=b")]
    [InlineData("/v2/thingsandmore", "/v2/thingsandmore")]
    [InlineData("/elsewhere", "/elsewhere")]
    public async Task So_does_the_path_of_a_side_that_has_its_own(string sent, string received)
    {
        facade.Side.Answer = _ => $"HTTP/1.1 201 Created\r\nContent-Length: 0\r\nLocation: {Meant(sent)}\r\n\r\n";
        var answer = await facade.SendAsync(
            "POST /moved/things HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-Proto: https\r\nContent-Length: 0\r\n\r\n");
        answer.ShouldContain($"\r\nLocation: {received}\r\n");
        facade.Side.Requests.Last().Target.ShouldBe("/v2/things");
    }

    [Fact]
    public async Task Where_the_plan_does_not_ask_for_it_nothing_is_rewritten()
    {
        facade.Side.Answer = _ => RawSide.Ok("fine", Meant("Location: SIDE/a\r\n"));
        (await facade.SendAsync("GET", "/api/x")).ShouldContain(Meant("\r\nLocation: SIDE/a\r\n"));
    }

    private string Meant(string text) => text
        .Replace("SIDE", facade.Side.Address, StringComparison.Ordinal)
        .Replace("AUTHORITY", new Uri(facade.Side.Address).Authority, StringComparison.Ordinal);

    public sealed class Facade : RawFacade
    {
        protected override string[] Arguments => ["--trusted-proxies", "127.0.0.1"];

        protected override string CatchAll => ", rewrite: location";

        protected override string Capability => $$"""
            capability: moved
            owner: moved-team
            sides: { legacy: { to: {{Side.Address}}, path: /v2/things, rewrite: location } }
            routes:
              moved.add: POST /moved/things
            """;
    }
}

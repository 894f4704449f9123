namespace Hub.Hostile.Tests;

/// <summary>
/// A side that reads a request and hangs up without an answer, on a connection that was good before: .NET's client would
/// repeat what it has sent no content of.
/// </summary>
public sealed class SentOnce : IClassFixture<RawFacade>
{
    private readonly RawFacade _facade;

    public SentOnce(RawFacade facade)
    {
        _facade = facade;
        _facade.Side.Answer = request => request.Target.EndsWith("/drop", StringComparison.Ordinal) ? null : RawSide.Ok("fine");
    }

    [Theory]
    [InlineData("POST", "", "")]
    [InlineData("POST", "Content-Length: 0\r\n", "")]
    [InlineData("POST", "Content-Length: 2\r\n", "ab")]
    [InlineData("POST", "Transfer-Encoding: chunked\r\n", "2\r\nab\r\n0\r\n\r\n")]
    [InlineData("POST", "Content-Length: 2\r\nExpect: 100-continue\r\n", "ab")]
    [InlineData("POST", "Expect: 100-continue\r\n", "")]
    [InlineData("PUT", "", "")]
    [InlineData("PUT", "Content-Length: 2\r\nExpect: 100-continue\r\n", "ab")]
    [InlineData("PATCH", "", "")]
    [InlineData("DELETE", "", "")]
    [InlineData("DELETE", "Content-Type: text/plain\r\n", "")]
    [InlineData("PROPPATCH", "", "")]
    [InlineData("LOCK", "", "")]
    [InlineData("MOVE", "", "")]
    [InlineData("ANYTHING", "", "")]
    public async Task A_request_that_may_change_something_reaches_the_side_once_and_its_outcome_is_unknown(
        string method, string headers, string body)
    {
        foreach (var target in new[] { "/old/drop", "/api/drop" })
        {
            if (target.StartsWith("/api", StringComparison.Ordinal) && method is not ("POST" or "PUT" or "PATCH" or "DELETE"))
                continue;
            // Leaves connections that the next request is sent on.
            (await _facade.SendAsync("GET", "/old/warm")).ShouldStartWith("HTTP/1.1 200");
            _facade.Side.Requests.Clear();
            var answer = await _facade.SendAsync($"{method} {target} HTTP/1.1\r\nHost: hub\r\n{headers}\r\n{body}");
            answer.ShouldStartWith("HTTP/1.1 502");
            answer.ShouldContain("Outcome unknown");
            _facade.Side.Requests.Count(r => r.Target == target).ShouldBe(1, $"{method} {target}");
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task A_read_is_repeated_on_another_connection(string method)
    {
        (await _facade.SendAsync("GET", "/old/warm")).ShouldStartWith("HTTP/1.1 200");
        var first = true;
        _facade.Side.Answer = request =>
        {
            if (request.Target == "/old/warm" || !first)
                return RawSide.Ok("fine");
            first = false;
            return null;
        };
        await using var caller = await _facade.ConnectAsync();
        if (method == "GET")
            (await caller.SendAsync("GET /old/once HTTP/1.1\r\nHost: hub\r\n\r\n")).ShouldEndWith("fine");
        else
            (await _facade.SendAsync("HEAD", "/old/once", "Connection: close\r\n")).ShouldStartWith("HTTP/1.1 200");
    }

    [Fact]
    public async Task An_expectation_is_the_sides_to_meet_or_to_refuse()
    {
        _facade.Side.Answer = request =>
            request.Body.Length > 0 ? RawSide.Ok(request.Body) : "HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n";
        (await _facade.SendAsync(
            "POST /old/x HTTP/1.1\r\nHost: hub\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\nbody")).ShouldEndWith("body");
    }
}

/// <summary>A side that another process of the hub hosts, and that process dies after it has read a request.</summary>
public sealed class SentOnceToPeers(SentOnceToPeers.Facade facade) : IClassFixture<SentOnceToPeers.Facade>
{
    [Theory]
    [InlineData("POST", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "Content-Length: 2\r\nExpect: 100-continue\r\n")]
    public async Task A_write_reaches_the_other_process_once(string method, string headers)
    {
        facade.Side.Answer = request => HttpMethod.Get.Method == request.Method ? RawSide.Ok("fine") : null;
        (await facade.SendAsync("GET", "/hosted/x")).ShouldEndWith("fine");
        facade.Side.Requests.Clear();
        var answer = await facade.SendAsync(
            $"{method} /hosted/x HTTP/1.1\r\nHost: hub\r\n{headers}\r\n{(headers.Length > 0 ? "{}" : "")}");
        answer.ShouldStartWith("HTTP/1.1 502");
        answer.ShouldContain("Outcome unknown");
        facade.Side.Requests.ShouldHaveSingleItem().Target.ShouldStartWith("/hub/hops/adapter:old/hosted/x");
    }

    public sealed class Facade : RawFacade
    {
        protected override string[] Arguments => ["--peer", $"adapters={Side.Address}"];

        protected override string? WrappedSystem => "old";

        protected override IReadOnlyDictionary<string, string?> Variables => new Dictionary<string, string?>
        {
            ["HUB_SECRET"] = "0123456789abcdef0123456789abcdef",
        };

        protected override string Capability => """
            capability: hosted
            owner: hosted-team
            sides: { legacy: adapter:old }
            routes:
              hosted.get: GET /hosted/{id}
              hosted.post: POST /hosted/{id}
              hosted.delete: DELETE /hosted/{id}
            """;
    }
}

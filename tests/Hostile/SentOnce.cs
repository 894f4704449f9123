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

namespace Hub.Hostile.Tests;

/// <summary>HEAD, OPTIONS and methods that a path does not have, beside a catch-all and on the own surface.</summary>
public sealed class OtherMethodsOfAPath(GuardedHub hub) : IClassFixture<GuardedHub>
{
    [Theory]
    [InlineData("DELETE", "/app/secret/1", "GET, HEAD, PUT, OPTIONS")]
    [InlineData("POST", "/api/items/1", "GET, HEAD, OPTIONS")]
    [InlineData("PROPFIND", "/api/items/1", "GET, HEAD, OPTIONS")]
    [InlineData("TRACE", "/api/items/1", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/api/items", "POST, PUT, OPTIONS")]
    [InlineData("DELETE", "/api/other", "PUT, OPTIONS")]
    [InlineData("POST", "/files/a/b", "GET, HEAD, OPTIONS")]
    [InlineData("POST", "/hub/health/live", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/hub/openapi.json", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/hub/api/routes", "GET, HEAD, OPTIONS")]
    [InlineData("GET", "/hub/api/routes/items.get/shift", "POST, OPTIONS")]
    [InlineData("DELETE", "/hub/metrics", "GET, HEAD, OPTIONS")]
    [InlineData("DELETE", "/hub/flags", "GET, HEAD, OPTIONS")]
    public async Task A_method_that_a_known_path_does_not_have_is_405_with_those_it_has(
        string method, string target, string allow)
    {
        var (answer, seen) = await hub.AskAsync(method, target, $"Authorization: Bearer {hub.Token}");
        answer.Status.ShouldBe(405, answer.Head);
        answer.Header("Allow").ShouldBe(allow);
        seen.ShouldBeNull();
    }

    [Theory]
    [InlineData("/app/secret/1", "GET, HEAD, PUT, OPTIONS")]
    [InlineData("/api/items", "POST, PUT, OPTIONS")]
    [InlineData("/hub/health/ready", "GET, HEAD, OPTIONS")]
    [InlineData("/hub/docs", "GET, HEAD, OPTIONS")]
    public async Task OPTIONS_tells_the_methods_of_a_known_path(string target, string allow)
    {
        var (answer, seen) = await hub.AskAsync("OPTIONS", target);
        answer.Status.ShouldBe(204, answer.Head);
        answer.Header("Allow").ShouldBe(allow);
        answer.Body.ShouldBeEmpty();
        seen.ShouldBeNull();
    }

    [Fact]
    public async Task OPTIONS_of_the_server_as_a_whole_is_answered_by_the_hub()
    {
        var answer = await RawAnswer.GetAsync(hub.Address, "OPTIONS", "*");
        answer.Status.ShouldBe(204, answer.Head);
        answer.Header("Allow").ShouldContain("GET");
    }

    [Theory]
    [InlineData("OPTIONS", "/old/page")]
    [InlineData("PROPFIND", "/old/page")]
    [InlineData("HEAD", "/old/page")]
    public async Task What_no_route_claims_passes_through_with_any_method(string method, string target) =>
        (await hub.AskAsync(method, target)).Seen.ShouldNotBeNull().Method.ShouldBe(method);

    [Theory]
    [InlineData("/api/items/1")]
    [InlineData("/app/secret/1")]
    [InlineData("/hub/health/live")]
    [InlineData("/hub/health/ready")]
    [InlineData("/hub/openapi.json")]
    [InlineData("/hub/docs")]
    [InlineData("/hub/docs/docs.js")]
    [InlineData("/hub/flags")]
    [InlineData("/hub/metrics")]
    [InlineData("/hub/api/routes")]
    [InlineData("/hub/api/plan")]
    public async Task HEAD_is_answered_as_GET_is_without_the_body(string target)
    {
        var token = $"Authorization: Bearer {hub.Token}";
        var get = await RawAnswer.GetAsync(hub.Address, "GET", target, token);
        var head = await RawAnswer.GetAsync(hub.Address, "HEAD", target, token);
        head.Status.ShouldBe(200, head.Head);
        head.Body.ShouldBeEmpty();
        Names(head).ShouldBe(Names(get));
    }

    [Fact]
    public async Task HEAD_of_a_stream_ends()
    {
        var head = await RawAnswer.GetAsync(hub.Address, "HEAD", "/hub/api/events", $"Authorization: Bearer {hub.Token}");
        head.Status.ShouldBe(200, head.Head);
        head.Header("Content-Type").ShouldStartWith("text/event-stream");
    }

    // A body of a length not known before is sent in chunks; there is none here.
    private static IEnumerable<string> Names(RawAnswer answer) => answer.Head.Split("\r\n").Skip(1)
        .Select(line => line[..line.IndexOf(':')]).Where(name => name is not ("Transfer-Encoding" or "Content-Length")).Order();
}

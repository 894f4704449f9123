using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Hub.Facade.Tests;

public sealed class ForwardingRequests(RunningFacade facade) : IClassFixture<RunningFacade>
{
    [Theory]
    [InlineData("/old/a%2Fb/c%252Fd?q=%20+%3D&empty=")]
    [InlineData("/old/%E2%82%AC/(x);y=1,2/./z")]
    [InlineData("/old//double//slash")]
    public async Task What_passes_through_keeps_its_target_as_sent(string target) =>
        (await RawGetAsync(target)).Target.ShouldBe(target);

    [Fact]
    public async Task What_passes_through_keeps_its_host()
    {
        var echo = await facade.EchoAsync(
            new HttpRequestMessage(HttpMethod.Get, "/old/page") { Headers = { Host = "shop.example" } });
        echo.Host.ShouldBe("shop.example");
    }

    [Fact]
    public async Task What_only_the_hub_may_say_is_dropped_when_it_comes_from_outside()
    {
        var echo = await facade.EchoAsync(new HttpRequestMessage(HttpMethod.Get, "/old/page")
        {
            Headers =
            {
                { "X-Hub-Side", "new" },
                { "X-Forwarded-For", "10.0.0.1" },
                { "X-Hub-Request-Id", "mine" },
                { "X-Other", "kept" },
            },
        });
        echo.Headers.ShouldNotContainKey("X-Hub-Side");
        echo.Headers["X-Forwarded-For"].ShouldBe("127.0.0.1");
        echo.Headers["X-Hub-Request-Id"].ShouldNotBe("mine");
        echo.Headers["X-Other"].ShouldBe("kept");
    }

    [Fact]
    public async Task Every_answer_names_its_request_and_where_the_plan_says_so_its_side()
    {
        using var response = await facade.Client.GetAsync("/api/search");
        response.Headers.GetValues("X-Hub-Request-Id").Single().Length.ShouldBe(32);
        response.Headers.GetValues("X-Hub-Route").Single().ShouldBe("search.plain");
        response.Headers.GetValues("X-Hub-Side").Single().ShouldBe("legacy");
    }

    [Theory]
    [InlineData("/api/search?fancy=yes", "1", "search.fancy")]
    [InlineData("/api/search?fancy=yes", "2", "search.plain")]
    [InlineData("/api/search", "1", "search.plain")]
    public async Task Routes_differ_by_query_and_header(string target, string beta, string route)
    {
        using var response = await facade.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Get, target) { Headers = { { "X-Beta", beta } } });
        response.Headers.GetValues("X-Hub-Route").Single().ShouldBe(route);
    }

    [Fact]
    public async Task A_side_that_is_down_is_502_as_problem_json()
    {
        using var response = await facade.Client.GetAsync("/api/down");
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    [InlineData("PURGE")]
    public async Task A_write_that_its_side_breaks_off_is_in_doubt_and_says_so(string method)
    {
        using var response = await BreakAsync(method);
        (await response.Content.ReadAsStringAsync()).ShouldContain("Outcome unknown");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    [InlineData("HEAD")]
    public async Task What_writes_nothing_is_never_in_doubt(string method)
    {
        using var response = await BreakAsync(method);
        using var get = await BreakAsync("GET");
        var text = await get.Content.ReadAsStringAsync();
        text.ShouldNotContain("Outcome unknown");
        // The answer to HEAD has no body; its length tells which one it would have had.
        response.Content.Headers.ContentLength.ShouldBe(Encoding.UTF8.GetByteCount(text));
    }

    [Theory]
    [InlineData("GET", "/nowhere")]
    [InlineData("DELETE", "/api/nowhere/1")]
    public async Task What_nobody_claims_is_404_as_problem_json(string method, string target)
    {
        using var response = await facade.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), target));
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"No route claims {method} {target}.");
    }

    private async Task<HttpResponseMessage> BreakAsync(string method)
    {
        var response = await facade.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), "/old/break"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        return response;
    }

    private async Task<Echo> RawGetAsync(string target)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(facade.Address.Host, facade.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {facade.Address.Authority}\r\nConnection: close\r\n\r\n"));
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync();
        var echo = answer[answer.IndexOf('{')..(answer.LastIndexOf('}') + 1)];
        return JsonSerializer.Deserialize<Echo>(echo, JsonSerializerOptions.Web)!;
    }
}

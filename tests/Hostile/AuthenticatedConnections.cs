using System.Net;
using System.Net.Http.Headers;

namespace Hub.Hostile.Tests;

/// <summary>
/// A side that authenticates the connection, as NTLM and Negotiate do: whatever comes on it later is the same caller's.
/// </summary>
public sealed class AuthenticatedConnections : IClassFixture<RawFacade>
{
    private const string Login = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nWWW-Authenticate: Negotiate\r\n"
        + "WWW-Authenticate: NTLM\r\nWWW-Authenticate: Basic realm=\"old\"\r\n\r\n";

    private readonly RawFacade _facade;

    public AuthenticatedConnections(RawFacade facade)
    {
        _facade = facade;
        _facade.Side.Answer = Answer;
    }

    [Theory]
    [InlineData("/old/x")]
    [InlineData("/api/x")]
    public async Task A_connection_that_one_caller_authenticated_serves_that_caller_alone(string target)
    {
        await using var alice = await _facade.ConnectAsync();
        (await GetAsync(alice, target)).ShouldStartWith("HTTP/1.1 401");
        (await GetAsync(alice, target, "NTLM type1")).ShouldContain("\r\nWWW-Authenticate: NTLM type2\r\n");
        (await GetAsync(alice, target, "ntlm type3:alice")).ShouldEndWith("you are alice");
        await using var bob = await _facade.ConnectAsync();
        for (var i = 0; i < 5; i++)
        {
            (await GetAsync(bob, target)).ShouldStartWith("HTTP/1.1 401");
            (await _facade.SendAsync("GET", target)).ShouldStartWith("HTTP/1.1 401");
            (await GetAsync(alice, target)).ShouldEndWith("you are alice");
        }

        (await GetAsync(bob, target, "Negotiate bob")).ShouldEndWith("you are bob");
        (await GetAsync(bob, target)).ShouldEndWith("you are bob");
        (await GetAsync(alice, target)).ShouldEndWith("you are alice");
    }

    [Fact]
    public async Task It_ends_with_the_callers_own()
    {
        var alice = await _facade.ConnectAsync();
        (await GetAsync(alice, "/old/ends", "Negotiate alice")).ShouldEndWith("you are alice");
        var connection = _facade.Side.Requests.Last(r => r.Target == "/old/ends").Connection;
        connection.Closed.Task.IsCompleted.ShouldBeFalse();
        await alice.DisposeAsync();
        await connection.Closed.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData("X-Forwarded-For: 10.1.1.1")]
    [InlineData("Forwarded: for=10.1.1.1")]
    [InlineData("Via: 1.1 front")]
    public async Task Behind_a_proxy_that_shares_its_connections_it_serves_one_request(string header)
    {
        await using var proxy = await _facade.ConnectAsync();
        (await GetAsync(proxy, "/old/proxied", "Negotiate alice", header)).ShouldEndWith("you are alice");
        (await GetAsync(proxy, "/old/proxied", headers: header)).ShouldStartWith("HTTP/1.1 401");
        (await GetAsync(proxy, "/old/proxied")).ShouldStartWith("HTTP/1.1 401");
        await _facade.Side.Requests.First(r => r.Target == "/old/proxied").Connection.Closed.Task
            .WaitAsync(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Over_HTTP_2_it_serves_one_request()
    {
        using var client = new HttpClient { BaseAddress = _facade.Http2Address };
        (await SendAsync(new AuthenticationHeaderValue("Negotiate", "alice"))).ShouldBe(HttpStatusCode.OK);
        (await SendAsync(null)).ShouldBe(HttpStatusCode.Unauthorized);

        async Task<HttpStatusCode> SendAsync(AuthenticationHeaderValue? authorization)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/old/http2")
            {
                Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            };
            request.Headers.Authorization = authorization;
            using var response = await client.SendAsync(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task Basic_authenticates_requests_and_shares_connections()
    {
        (await _facade.SendAsync("GET", "/old/basic", "Authorization: Basic YTpi\r\n")).ShouldEndWith("you are basic");
        (await _facade.SendAsync("GET", "/old/basic")).ShouldStartWith("HTTP/1.1 401");
        _facade.Side.Requests.Where(r => r.Target == "/old/basic").Select(r => r.Connection.Number).Distinct()
            .Count().ShouldBe(1);
    }

    private static Task<string> GetAsync(
        RawCaller caller, string target, string? authorization = null, string? headers = null) =>
        caller.SendAsync($"GET {target} HTTP/1.1\r\nHost: hub\r\n"
            + (authorization is null ? "" : $"Authorization: {authorization}\r\n")
            + (headers is null ? "" : headers + "\r\n") + "\r\n");

    private static string Answer(RawRequest request)
    {
        var (connection, words) = (request.Connection, (request.Header("Authorization") ?? "none").Split(' '));
        switch (words[0].ToLowerInvariant(), words[^1])
        {
            case ("ntlm", "type1"):
                connection.User = "?";
                return Login.Replace("NTLM\r\n", "NTLM type2\r\n", StringComparison.Ordinal);
            case ("ntlm", var last) when connection.User == "?":
                connection.User = last.Split(':')[1];
                break;
            case ("negotiate", var user):
                connection.User = user;
                break;
            case ("basic", _):
                return RawSide.Ok("you are basic");
        }

        return connection.User is null or "?" ? Login : RawSide.Ok($"you are {connection.User}", "Persistent-Auth: false\r\n");
    }
}

/// <summary>A side that says it binds connections, by a scheme the hub has never heard of.</summary>
public sealed class PersistentAuthentication(RawFacade facade) : IClassFixture<RawFacade>
{
    [Fact]
    public async Task A_side_that_says_so_gets_no_connection_that_callers_share()
    {
        facade.Side.Answer = request =>
        {
            request.Connection.User = request.Header("Authorization") ?? request.Connection.User;
            return RawSide.Ok($"you are {request.Connection.User ?? "nobody"}", "Persistent-Auth: true\r\n");
        };
        (await facade.SendAsync("GET", "/old/x", "Authorization: Own alice\r\n")).ShouldEndWith("you are Own alice");
        for (var i = 0; i < 5; i++)
            (await facade.SendAsync("GET", "/old/x")).ShouldEndWith("you are nobody");
    }
}

using System.Net.Sockets;
using System.Text;

namespace Hub.Host.Tests;

/// <summary>
/// Requests that two servers in a row might read differently. The side must never see more than one in them, and mostly none.
/// </summary>
public sealed class Smuggling : IClassFixture<Smuggling.Facade>
{
    private const string Hidden = "GET /old/hidden HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n";
    private readonly Facade _facade;

    public Smuggling(Facade facade) => _facade = facade;

    [Theory]
    [InlineData(
        "length and chunked",
        "POST /old/x HTTP/1.1\r\nHost: hub\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Hidden)]
    [InlineData(
        "chunked and length",
        "POST /old/x HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\nContent-Length: 60\r\n\r\n0\r\n\r\n" + Hidden)]
    [InlineData("two lengths", "POST /old/x HTTP/1.1\r\nHost: hub\r\nContent-Length: 0\r\nContent-Length: 39\r\n\r\n" + Hidden)]
    [InlineData(
        "two equal lengths", "POST /old/x HTTP/1.1\r\nHost: hub\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n" + Hidden)]
    [InlineData("a list of lengths", "POST /old/x HTTP/1.1\r\nHost: hub\r\nContent-Length: 0, 39\r\n\r\n" + Hidden)]
    [InlineData(
        "an unknown coding", "POST /old/x HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + Hidden)]
    [InlineData(
        "chunked not last",
        "POST /old/x HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + Hidden)]
    [InlineData(
        "chunked with a tab", "POST /old/x HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n" + Hidden)]
    [InlineData(
        "space before the colon",
        "POST /old/x HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + Hidden)]
    [InlineData(
        "a folded header",
        "POST /old/x HTTP/1.1\r\nHost: hub\r\nX-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
        + Hidden)]
    [InlineData(
        "a bare line feed",
        "POST /old/x HTTP/1.1\r\nHost: hub\r\nX-A: b\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + Hidden)]
    [InlineData(
        "a bare carriage return",
        "POST /old/x HTTP/1.1\r\nHost: hub\r\nX-A: b\rTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + Hidden)]
    [InlineData("another host in the target", "GET http://inside/old/x HTTP/1.1\r\nHost: hub\r\n\r\n" + Hidden)]
    [InlineData("two hosts", "GET /old/x HTTP/1.1\r\nHost: hub\r\nHost: inside\r\n\r\n" + Hidden)]
    [InlineData("no host", "GET /old/x HTTP/1.1\r\n\r\n" + Hidden)]
    [InlineData("a zero byte", "GET /old/x HTTP/1.1\r\nHost: hub\r\nX-A: b\0c\r\n\r\n" + Hidden)]
    [InlineData("a zero byte in the target", "GET /old/\0x HTTP/1.1\r\nHost: hub\r\n\r\n" + Hidden)]
    [InlineData(
        "an older version with chunks",
        "POST /old/x HTTP/1.0\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + Hidden)]
    public async Task It_is_refused_and_the_side_sees_nothing_of_it(string what, string request)
    {
        var answer = await SendAsync(request);
        answer.ShouldStartWith("HTTP/1.1 400", Case.Sensitive, what);
        answer.Split("HTTP/1.1 ").Length.ShouldBeLessThanOrEqualTo(2, "and the connection is of no more use");
        _facade.Hub.Side.Paths.ShouldNotContain(path => path == "/old/x" || path == "/old/hidden", what);
    }

    // What stands in the body before the fault may be on its way already; what stands behind it must never be a request.
    [Theory]
    [InlineData(
        "a line feed in a chunk's extension",
        "POST /old/upload HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n2;\nxx\r\n39\r\n0\r\n\r\n" + Hidden)]
    [InlineData(
        "a size that overflows",
        "POST /old/upload HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nxx\r\n0\r\n\r\n"
        + Hidden)]
    [InlineData(
        "a signed size",
        "POST /old/upload HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nxx\r\n0\r\n\r\n" + Hidden)]
    [InlineData(
        "a chunk without its end",
        "POST /old/upload HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nxxxx0\r\n\r\n" + Hidden)]
    public async Task A_body_at_fault_ends_the_connection_and_nothing_behind_it_is_a_request(string what, string request)
    {
        var answer = await SendAsync(request);
        answer.ShouldNotContain("fine", Case.Sensitive, what);
        answer.Split("HTTP/1.1 ").Length.ShouldBeLessThanOrEqualTo(2, what);
        _facade.Hub.Side.Paths.ShouldNotContain("/old/hidden", what);
    }

    [Theory]
    [InlineData("/old/upload", 2 * 1024 * 1024, "HTTP/1.1 200")]
    [InlineData("/hub/api/plan", 2 * 1024 * 1024, "HTTP/1.1 4")]
    public async Task A_large_body_passes_through_to_a_side_and_not_to_the_hub_itself(string path, int length, string status)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n";
        (await SendAsync(head + new string('x', length))).ShouldStartWith(status);
    }

    [Theory]
    [InlineData(101, 1, "HTTP/1.1 431")]
    [InlineData(1, 40_000, "HTTP/1.1 431")]
    public async Task Too_many_or_too_long_headers_are_refused(int count, int length, string status)
    {
        var headers = string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: {new string('a', length)}\r\n"));
        (await SendAsync($"GET /old/x HTTP/1.1\r\nHost: hub\r\n{headers}\r\n")).ShouldStartWith(status);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_refused() =>
        (await SendAsync($"GET /old/{new string('a', 20_000)} HTTP/1.1\r\nHost: hub\r\n\r\n")).ShouldStartWith("HTTP/1.1 414");

    /// <summary>Sends it and reads until the hub shuts the connection, which a fault or the last request makes it do.</summary>
    private async Task<string> SendAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_facade.Hub.Address.Host, _facade.Hub.Address.Port);
        await using var stream = socket.GetStream();
        using var answer = new MemoryStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            var sending = stream.WriteAsync(Encoding.Latin1.GetBytes(request), patience.Token);
            await stream.CopyToAsync(answer, patience.Token);
            await sending;
        }
        catch (IOException)
        {
            // Shut before all of it was read.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    public sealed class Facade : IAsyncLifetime
    {
        internal StreamingHub Hub { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Hub = await StreamingHub.StartAsync("--max-body", "1");

        public ValueTask DisposeAsync() => Hub.DisposeAsync();
    }
}

using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Hub.Facade.Tests;

/// <summary>The cohort key in bodies that are not plain JSON in UTF-8.</summary>
public sealed class CohortsInBodies(CohortsInBodies.Facade facade) : IClassFixture<CohortsInBodies.Facade>
{
    private static readonly byte[] Moved = Encoding.UTF8.GetBytes("""{"customerId":"C-5"}""");

    [Fact]
    public async Task A_byte_order_mark_is_read_over() =>
        (await SideOfAsync([0xEF, 0xBB, 0xBF, .. Moved])).ShouldBe("new");

    [Theory]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task A_compressed_body_is_read_and_reaches_its_side_as_it_was_sent(string coding)
    {
        var coded = Coded(coding);
        var echo = await facade.EchoAsync(Request(coded, coding));
        echo.Side.ShouldBe("new");
        echo.Headers["Content-Encoding"].ShouldBe(coding);
        echo.Headers["Content-Length"].ShouldBe($"{coded.Length}");
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, br")]
    public async Task A_coding_the_hub_does_not_know_is_415_where_the_key_decides(string coding)
    {
        using var response = await facade.Client.SendAsync(Request(Moved, coding));
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        response.Headers.GetValues("Accept-Encoding").ShouldHaveSingleItem().ShouldBe("gzip, br, deflate");
    }

    [Fact]
    public async Task A_coding_the_hub_does_not_know_passes_where_nothing_depends_on_the_key()
    {
        var request = Request(Moved, "zstd");
        request.RequestUri = new Uri("/api/unmoved", UriKind.Relative);
        (await facade.EchoAsync(request)).Side.ShouldBe("legacy");
    }

    [Theory]
    [InlineData("{\"customerId\":\"\\ud800\"}")]
    [InlineData("{\"customerId\":\"C-\\udc00\"}")]
    [InlineData("{\"customerId\":\"\u00ff\"}")]
    [InlineData("{\"a\":1,\"customerId\":\"C-\u00c3(\"}")]
    public async Task A_key_that_is_no_text_is_400(string body)
    {
        using var response = await facade.Client.SendAsync(Request(Encoding.Latin1.GetBytes(body)));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await RunningFacade.DetailAsync(response)).ShouldContain("customerId");
    }

    [Theory]
    [InlineData("{\"customerId\":\"C-5\",\"note\":\"\\ud800\"}")]
    [InlineData("{\"customerId\":\"C-5\",\"note\":\"\u00ff\"}")]
    public async Task What_else_is_no_text_is_the_sides_to_judge(string body) =>
        (await SideOfAsync(Encoding.Latin1.GetBytes(body))).ShouldBe("new");

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    public async Task A_charset_other_than_UTF8_is_415_where_the_key_decides(string charset)
    {
        var request = Request(Encoding.Unicode.GetBytes("""{"customerId":"C-5"}"""));
        request.Content!.Headers.ContentType!.CharSet = charset;
        using var response = await facade.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await RunningFacade.DetailAsync(response)).ShouldContain($"charset={charset}");
    }

    [Theory]
    [InlineData("C-5", "C-6", HttpStatusCode.BadRequest)]
    [InlineData("C-6", "C-5", HttpStatusCode.BadRequest)]
    [InlineData("C-5", "C-5", HttpStatusCode.OK)]
    public async Task A_header_given_twice_agrees_with_itself_and_the_body(string one, string other, HttpStatusCode status)
    {
        // .NET's client joins them in one line.
        using var socket = new TcpClient();
        await socket.ConnectAsync(facade.Address.Host, facade.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /api/orders HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nX-Customer-Id: {one}\r\n"
            + $"X-Customer-Id: {other}\r\nContent-Type: application/json\r\nContent-Length: {Moved.Length}\r\n\r\n"));
        await stream.WriteAsync(Moved);
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync())!.ShouldStartWith($"HTTP/1.1 {(int)status} ");
    }

    [Fact]
    public async Task A_body_that_is_not_what_its_coding_says_is_400()
    {
        using var response = await facade.Client.SendAsync(Request(Moved, "gzip"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<string> SideOfAsync(byte[] body) => (await facade.EchoAsync(Request(body))).Side;

    private static byte[] Coded(string coding)
    {
        if (coding == "identity")
            return Moved;
        using var coded = new MemoryStream();
        using (Stream coder = coding.ToLowerInvariant() switch
        {
            "br" => new BrotliStream(coded, CompressionMode.Compress),
            "deflate" => new ZLibStream(coded, CompressionMode.Compress),
            _ => new GZipStream(coded, CompressionMode.Compress),
        })
            coder.Write(Moved);
        return coded.ToArray();
    }

    private static HttpRequestMessage Request(byte[] body, string? coding = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/orders") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (coding is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return request;
    }

    public sealed class Facade : RunningFacade, IAsyncLifetime
    {
        async ValueTask IAsyncLifetime.InitializeAsync()
        {
            await InitializeAsync();
            using var applied = await ApplyAsync(files => files["capabilities/unmoved.yaml"] = $$"""
                capability: unmoved
                owner: order-team
                cohort: { key: customerId, from: [body customerId], seed: customer }
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  unmoved.add: POST /api/unmoved
                """);
            applied.EnsureSuccessStatusCode();
            using var shifted = await ShiftAsync(
                "orders.place", new { stage = "canary", percent = 0, users = new[] { "C-5" }, reason = "friends" });
            shifted.EnsureSuccessStatusCode();
        }
    }
}

using System.Net;
using System.Text;

namespace Hub.Hostile.Tests;

/// <summary>Values of header fields are bytes, and arrive as they were sent (RFC 9110, 5.5).</summary>
public sealed class HeaderBytes(RawFacade facade) : IClassFixture<RawFacade>
{
    // One character for each byte, as on the wire.
    private static readonly string Utf8 = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes("Résumé €.txt"));

    [Theory]
    [InlineData("Content-Disposition", "attachment; filename=\"R\u00e9sum\u00e9.txt\"")]
    [InlineData("Content-Disposition", "attachment; filename=\"UTF-8\"")]
    [InlineData("Set-Cookie", "name=J\u00f6rg; Path=/")]
    [InlineData("Location", "/caf\u00e9")]
    [InlineData("Location", "/UTF-8")]
    [InlineData("ETag", "\"\u00ff\u0080\"")]
    [InlineData("Content-Type", "text/plain; x=\u00e9")]
    [InlineData("X-Anything", "\u0080\u009f\u00a0\u00ff")]
    [InlineData("X-Tab", "a\tb")]
    public async Task What_a_side_says_arrives_byte_for_byte(string name, string value)
    {
        value = value.Replace("UTF-8", Utf8, StringComparison.Ordinal);
        facade.Side.Answer = _ => RawSide.Ok("fine", $"{name}: {value}\r\n");
        foreach (var target in new[] { "/old/x", "/api/x" })
        {
            var answer = await facade.SendAsync($"POST {target} HTTP/1.1\r\nHost: hub\r\nContent-Length: 1\r\n\r\nx");
            answer.ShouldStartWith("HTTP/1.1 200");
            answer.ShouldContain($"\r\n{name}: {value}\r\n");
        }
    }

    [Fact]
    public async Task Trailers_arrive_byte_for_byte_and_say_nothing_for_the_hub()
    {
        facade.Side.Answer = _ =>
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum, X-Hub-Side\r\nTrailer: x_hub_side\r\n\r\n"
            + "4\r\nfine\r\n0\r\nX-Sum: \u00e9\u0080\r\nX-Hub-Side: mine\r\nX-Odd: a\u0001b\r\n\r\n";
        // In HTTP/1.1 Kestrel sends none.
        using var client = new HttpClient(new SocketsHttpHandler { ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1 });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(facade.Http2Address, "/old/x"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        using var answer = await client.SendAsync(request);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("fine");
        answer.TrailingHeaders.GetValues("X-Sum").ShouldHaveSingleItem().ShouldBe("\u00e9\u0080");
        answer.TrailingHeaders.GetValues("X-Odd").ShouldHaveSingleItem().ShouldBe("a b");
        answer.TrailingHeaders.Contains("X-Hub-Side").ShouldBeFalse();
        answer.Headers.Trailer.ToString().ShouldBe("X-Sum");
    }

    [Theory]
    [InlineData("X-Name", "J\u00f6rg")]
    [InlineData("X-Name", "UTF-8")]
    [InlineData("Cookie", "name=J\u00f6rg; other=UTF-8")]
    [InlineData("Content-Disposition", "filename=\"R\u00e9sum\u00e9.txt\"")]
    [InlineData("Authorization", "Basic \u00e9")]
    [InlineData("User-Agent", "caf\u00e9/1.0")]
    [InlineData("Referer", "/caf\u00e9")]
    public async Task What_a_caller_says_arrives_byte_for_byte(string name, string value)
    {
        value = value.Replace("UTF-8", Utf8, StringComparison.Ordinal);
        facade.Side.Answer = _ => RawSide.Ok("fine");
        foreach (var target in new[] { "/old/said", "/api/said" })
        {
            facade.Side.Requests.Clear();
            (await facade.SendAsync("GET", target, $"{name}: {value}\r\n")).ShouldStartWith("HTTP/1.1 200");
            facade.Side.Requests.ShouldHaveSingleItem().Header(name).ShouldBe(value);
        }
    }

    [Theory]
    [InlineData("X-Odd: a\u0001b\u007fc", "X-Odd: a b c")]
    [InlineData("X-Odd: a\0b", "X-Odd: a b")]
    [InlineData("Set-Cookie: a=\u001b[2J", "Set-Cookie: a= [2J")]
    public async Task Control_characters_of_a_side_become_spaces_and_its_answer_arrives(string sent, string received)
    {
        facade.Side.Answer = _ => RawSide.Ok("fine", sent + "\r\n");
        var answer = await facade.SendAsync("POST", "/old/x", "Content-Length: 0\r\n");
        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldContain($"\r\n{received}\r\n");
    }

    [Theory]
    [InlineData("X-Odd: a\rX-Hub-Side: new")]
    [InlineData("X-Odd: a\nX-Injected: yes")]
    public async Task A_line_break_in_a_sides_header_is_never_passed_on_inside_of_it(string sent)
    {
        facade.Side.Answer = _ => RawSide.Ok("fine", sent + "\r\n");
        var answer = await facade.SendAsync("GET", "/old/x");
        answer.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain('\r');
        answer.Replace("\r\n", "", StringComparison.Ordinal).ShouldNotContain('\n');
        answer.ShouldNotContain("\r\nX-Hub-Side");
    }

    [Theory]
    [InlineData("X-Odd: a\u0001b")]
    [InlineData("X-Odd: a\u007fb")]
    [InlineData("Cookie: a=\u001b")]
    public async Task Control_characters_of_a_caller_are_refused(string header)
    {
        facade.Side.Requests.Clear();
        (await facade.SendAsync("GET", "/old/controls", header + "\r\n")).ShouldStartWith("HTTP/1.1 400");
        facade.Side.Requests.ShouldNotContain(r => r.Target == "/old/controls");
    }

    [Theory]
    [InlineData("Très bien", "200 Tr?s bien")]
    [InlineData("All\u0001good\u001b", "200 All good")]
    public async Task A_reason_phrase_spoils_nothing(string sent, string received)
    {
        facade.Side.Answer = _ => $"HTTP/1.1 200 {sent}\r\nContent-Length: 4\r\n\r\nfine";
        var answer = await facade.SendAsync("POST", "/old/x", "Content-Length: 0\r\n");
        answer.ShouldStartWith($"HTTP/1.1 {received}");
        answer.ShouldEndWith("fine");
    }
}

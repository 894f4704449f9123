namespace Hub.Hostile.Tests;

/// <summary>A caller who frames a body wrongly is told so, and no side is blamed (RFC 9110, 8.6; RFC 9112, 7.1).</summary>
public sealed class LengthsAndChunks(RawFacade facade) : IClassFixture<RawFacade>
{
    [Theory]
    [InlineData("+5")]
    [InlineData("-0")]
    [InlineData("+0")]
    [InlineData("-5")]
    [InlineData("5, 5")]
    [InlineData("5 5")]
    [InlineData("0x5")]
    [InlineData("5.0")]
    [InlineData("5e0")]
    [InlineData("\u00ef\u00bc\u0095")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public async Task A_length_is_digits_alone(string length)
    {
        facade.Side.Requests.Clear();
        foreach (var path in new[] { "/old/x", "/api/x", "/hub/api/plan" })
        {
            var answer = await RawAnswer.SendAsync(
                facade.Address,
                $"POST {path} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Length: {length}\r\n\r\nabcde");
            answer.Status.ShouldBe(400, answer.Head);
        }

        facade.Side.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("5")]
    [InlineData(" 5 ")]
    [InlineData("\t5")]
    [InlineData("005")]
    public async Task Space_around_it_and_zeros_before_it_do_not_matter(string length)
    {
        facade.Side.Requests.Clear();
        var answer = await RawAnswer.SendAsync(
            facade.Address, $"POST /old/x HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Length:{length}\r\n\r\nabcde");
        answer.Status.ShouldBe(200, answer.Head);
        facade.Side.Requests.ShouldHaveSingleItem().Header("Content-Length").ShouldBe("5");
    }

    [Theory]
    [InlineData("FFFFFFFF\r\nab")]
    [InlineData("80000000\r\nab")]
    [InlineData("100000000\r\nab")]
    [InlineData("7fffffffffffffff\r\nab")]
    [InlineData("FFFFFFFFFFFFFFFFF\r\nab")]
    [InlineData("2\r\nab\r\n0\r\nX-Sum: a\0b\r\n\r\n")]
    [InlineData("2\r\nab\r\n0\r\nX Sum: a\r\n\r\n")]
    [InlineData("2\r\nab\r\n0\r\nX-Sum\r\n\r\n")]
    public async Task A_malformed_chunk_or_trailer_is_the_callers(string body)
    {
        foreach (var path in new[] { "/old/chunks", "/api/chunks" })
        {
            var answer = await RawAnswer.SendAsync(
                facade.Address,
                $"POST {path} HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n{body}");
            answer.Status.ShouldBe(400, answer.Head);
            answer.Body.ShouldContain("\"title\":\"Bad Request\"");
            answer.Body.ShouldContain("The request's body could not be read");
        }

        facade.Text.ShouldNotContain("CalculateChunkSize");
    }
}

namespace Hub.Hostile.Tests;

/// <summary>Answers of sides that the server would refuse to write, or that are no answers (RFC 9110, 15).</summary>
public sealed class AnswersThatCannotBePassedOn(RawFacade facade) : IClassFixture<RawFacade>
{
    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("POST", "Idempotency-Key: {0}\r\n")]
    [InlineData("DELETE", "")]
    public async Task A_205_is_passed_on_without_the_content_that_it_must_not_have(string method, string headers)
    {
        var key = Guid.NewGuid().ToString("N");
        string[] framings =
            ["Content-Length: 4\r\n\r\nbody", "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"];
        foreach (var framing in framings)
        {
            facade.Side.Answer = _ => $"HTTP/1.1 205 R\r\nX-Kept: yes\r\nConnection: close\r\n{framing}";
            foreach (var path in new[] { "/old/reset", "/api/reset" })
            {
                var answer = await RawAnswer.GetAsync(
                    facade.Address, method, path, [.. Headers($"{key}{path.Length}{framing.Length}"), "Content-Length: 0"]);
                answer.Status.ShouldBe(205, answer.Head);
                answer.Header("X-Kept").ShouldBe("yes");
                answer.Body.ShouldBeEmpty();
            }
        }

        string[] Headers(string id) => headers.Length == 0 ? [] : [string.Format(headers, id).TrimEnd()];
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    [InlineData("HTTP/1.1 099 Odd\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 000 Odd\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 600 Odd\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 999 Odd\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +4\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n")]
    public async Task Any_other_is_502_with_the_request_id_and_in_doubt_for_a_write(string answered)
    {
        var sent = answered.Insert(
            answered.IndexOf("\r\n", StringComparison.Ordinal),
            "\r\nX-Hub-Request-Id: forged\r\nX-Of-Side: 1\r\nConnection: close");
        facade.Side.Answer = _ => sent;
        foreach (var path in new[] { "/old/odd", "/api/odd" })
        {
            (await AskAsync("GET", path)).Body.ShouldContain("\"title\":\"Bad Gateway\"");
            (await AskAsync("POST", path, "Content-Length: 0")).Body.ShouldContain("Outcome unknown");
            var key = $"Idempotency-Key: {Guid.NewGuid():N}";
            (await AskAsync("POST", path, "Content-Length: 0", key)).Body.ShouldContain("Outcome unknown");
            if (path.StartsWith("/api", StringComparison.Ordinal))
                (await AskAsync("POST", path, "Content-Length: 0", key)).Header("Idempotent-Replayed").ShouldBe("true");
        }

        async Task<RawAnswer> AskAsync(string method, string path, params string[] headers)
        {
            var answer = await RawAnswer.GetAsync(facade.Address, method, path, headers);
            answer.Status.ShouldBe(502, answer.Head);
            answer.Header("X-Hub-Request-Id").Length.ShouldBe(32, answer.Head);
            answer.Header("X-Of-Side").ShouldBeEmpty();
            return answer;
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 1000 Odd\r\n\r\n", "not valid HTTP")]
    [InlineData("HTTP/1.1 0 Odd\r\n\r\n", "not valid HTTP")]
    [InlineData("HTTP/1.1 1\r\n\r\n", "not valid HTTP")]
    [InlineData("SMTP ready\r\n\r\n", "not valid HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nX Y: 1\r\n\r\n", "not valid HTTP")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n", "not valid HTTP")]
    [InlineData("200 KB", "larger in its headers")]
    public async Task One_that_cannot_be_read_is_told_as_an_answer(string answered, string why)
    {
        var sent = answered switch
        {
            "200 KB" => RawSide.Ok("fine", $"X-Long: {new string('a', 200_000)}\r\n"),
            _ => answered,
        };
        facade.Side.Answer = _ => sent;
        foreach (var path in new[] { "/old/unread", "/api/unread" })
        {
            var read = await RawAnswer.GetAsync(facade.Address, "GET", path);
            read.Status.ShouldBe(502, read.Head);
            read.Body.ShouldContain("did answer, but");
            read.Body.ShouldContain(why);
            var written = await RawAnswer.GetAsync(facade.Address, "POST", path, "Content-Length: 0");
            written.Status.ShouldBe(502, written.Head);
            written.Body.ShouldContain("Outcome unknown");
            written.Body.ShouldContain("did answer, but");
            written.Body.ShouldContain(why);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: close\r\nX-Half: ")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\n")]
    [InlineData("100 Continue")]
    public async Task A_side_that_broke_off_was_reached(string? answered)
    {
        var sent = answered == "100 Continue"
            ? string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\nConnection: close\r\n\r\n", 200))
            : answered;
        facade.Side.Answer = _ => sent;
        foreach (var path in new[] { "/old/half", "/api/half" })
        {
            var read = await RawAnswer.GetAsync(facade.Address, "GET", path);
            read.Status.ShouldBe(502, read.Head);
            read.Body.ShouldContain("broke off");
            var written = await RawAnswer.GetAsync(facade.Address, "POST", path, "Content-Length: 0");
            written.Body.ShouldContain("Outcome unknown");
            written.Body.ShouldContain("broke off");
        }
    }

    [Theory]
    [InlineData("2\nab\r\n0\r\n\r\n")]
    [InlineData("zz\r\nab\r\n0\r\n\r\n")]
    [InlineData("2\r\nabc\r\n0\r\n\r\n")]
    [InlineData("-2\r\nab\r\n0\r\n\r\n")]
    public async Task A_callers_body_that_is_malformed_is_told_as_the_callers(string body)
    {
        facade.Side.Answer = _ => RawSide.Ok("fine");
        foreach (var key in new[] { "", $"Idempotency-Key: {Guid.NewGuid():N}\r\n" })
            foreach (var path in new[] { "/old/chunks", "/api/chunks" })
            {
                var answer = await RawAnswer.SendAsync(
                    facade.Address, $"POST {path} HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n{key}\r\n{body}");
                answer.Status.ShouldBe(400, answer.Head);
                answer.Body.ShouldContain("\"title\":\"Bad Request\"");
                answer.Body.ShouldContain("The request's body could not be read");
                answer.Header("X-Hub-Request-Id").Length.ShouldBe(32);
            }
    }
}

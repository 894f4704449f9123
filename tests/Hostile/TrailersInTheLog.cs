namespace Hub.Hostile.Tests;

/// <summary>
/// Malformed chunks and trailers behind requests whose body nobody reads: the server reads them when the answer has left.
/// </summary>
public sealed class TrailersInTheLog(RawFacade facade) : IClassFixture<RawFacade>
{
    private const string Secret = "s3cret-of-a-caller";

    public static TheoryData<string> Bodies { get; } =
    [
        $"2\r\nab\r\n0\r\nX-Sum: {Secret}\0b\r\n\r\n",
        $"2\r\nab\r\n0\r\nX Sum: {Secret}\r\n\r\n",
        $"2\r\nab\r\n0\r\n{Secret}\r\n\r\n",
        $"2\r\nab\r\n0\r\n{Secret}: \u00ff\u00fe\r\n\r\n",
        $"2\r\nab\r\n0\r\n: {Secret}\r\n\r\n",
        $"2\r\nab\r\n0\r\n {Secret}: a\r\n\r\n",
        $"2\r\nab\r\n0\r\n{Secret}: a\r\n {Secret}: folded\r\n\r\n",
        $"2\r\nab\r\n0\r\nContent-Length: {Secret}\r\n\r\n",
        $"2\r\nab\r\n0\r\nHost: {Secret}\r\nAuthorization: {Secret}\r\n\r\n",
        $"2\r\nab\r\n0\r\n{Secret}\u00e9: a\r\n\r\n",
        $"2;{Secret}\r\nabc\r\n0\r\n\r\n",
        $"{Secret}\r\nab\r\n0\r\n\r\n",
        $"FFFFFFFF\r\n{Secret}",
        $"80000000\r\n{Secret}",
        $"2\r\nab\r\n0\r\nX: {new string('x', 70_000)}\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task They_leave_no_error_and_nothing_of_theirs(string body)
    {
        string[] paths =
        [
            "/hub/health/live", "/hub/nothing", "/hub/api/routes", "/hub/api/routes/%2e", "/hub/docs", "/hub/metrics", "/api/x",
            "/old/x", "/a%00b",
        ];
        foreach (var path in paths)
        foreach (var method in new[] { "GET", "POST", "DELETE" })
            await RawAnswer.SendAsync(
                facade.Address, $"{method} {path} HTTP/1.1\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n{body}"
                    + "GET /hub/health/live HTTP/1.1\r\nHost: hub\r\nConnection: close\r\n\r\n");
        await RawAnswer.GetAsync(facade.Address, "GET", "/hub/health/live");
        facade.Text.ShouldNotContain(Secret);
        facade.Text.ShouldNotContain("Kestrel");
        facade.Text.Split('\n').ShouldNotContain(l => l.StartsWith("fail:", StringComparison.Ordinal));
    }
}

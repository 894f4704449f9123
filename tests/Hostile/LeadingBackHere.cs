namespace Hub.Hostile.Tests;

/// <summary>A catch-all whose way leads back to the hub, by a proxy that passes everything on or by another hub.</summary>
public sealed class LeadingBackHere : IAsyncLifetime
{
    private readonly RawFacade _hub = new();
    private readonly RawFacade _other = new();

    public async ValueTask InitializeAsync()
    {
        await _hub.InitializeAsync();
        await _other.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("X-Hub-Via: 0123456789abcdef0123456789abcdef\r\n")]
    [InlineData("X-Hub-Via: x\r\nConnection: X-Hub-Via\r\n")]
    public async Task A_request_that_comes_back_is_508_whatever_its_caller_writes(string headers)
    {
        Return(_hub, _hub);
        foreach (var path in new[] { "/old/x", "/api/x" })
        {
            _hub.Side.Requests.Clear();
            var answer = await RawAnswer.GetAsync(_hub.Address, "GET", path, headers.Split("\r\n")[..^1]);
            answer.Status.ShouldBe(508, answer.Head);
            _hub.Side.Requests.Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task So_is_one_that_comes_back_by_another_hub()
    {
        Return(_hub, _other);
        Return(_other, _hub);
        var many = string.Join(',', Enumerable.Range(0, 100).Select(_ => Guid.NewGuid().ToString("N")));
        foreach (var headers in new string[][] { [], [$"X-Hub-Via: {many}"] })
        {
            _hub.Side.Requests.Clear();
            _other.Side.Requests.Clear();
            (await RawAnswer.GetAsync(_hub.Address, "GET", "/old/x", headers)).Status.ShouldBe(508);
            (_hub.Side.Requests.Count, _other.Side.Requests.Count).ShouldBe((1, 1));
        }
    }

    [Fact]
    public async Task A_caller_cannot_provoke_it()
    {
        _hub.Side.Answer = _ => RawSide.Ok("fine");
        var id = (await RawAnswer.GetAsync(_hub.Address, "GET", "/old/x")).Header("X-Hub-Request-Id");
        (await RawAnswer.GetAsync(_hub.Address, "GET", "/old/x", $"X-Hub-Via: {id}", "X_Hub_Via: 99")).Status.ShouldBe(200);
    }

    /// <summary>Answers what a hub's side is sent by sending it to a hub as it is.</summary>
    private static void Return(RawFacade from, RawFacade to) => from.Side.Answer = request =>
    {
        var head = request.Head.Replace("\r\nConnection: keep-alive", "", StringComparison.OrdinalIgnoreCase);
        var answer = RawAnswer.SendAsync(to.Address, head[..^2] + "Connection: close\r\n\r\n").GetAwaiter().GetResult();
        return answer.Head + "\r\n\r\n" + answer.Body;
    };
}

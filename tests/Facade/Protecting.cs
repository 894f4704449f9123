using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Facade.Explaining;
using Hub.Facade.Measuring;
using Hub.Platform;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests;

/// <summary>Sides that fail, and what their callers get.</summary>
[Collection("Measured")]
public sealed class Protecting : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<string> _asked = [];
    private WebApplication _side = null!;
    private WebApplication? _hub;
    private HttpClient _client = null!;
    private Func<HttpContext, Task> _new = context => context.Response.WriteAsync("new");
    private Func<Task<int>> _health = () => Task.FromResult(200);

    public async ValueTask InitializeAsync()
    {
        _side = Create();
        _side.Map("/health", async context => context.Response.StatusCode = await _health());
        _side.Map("/legacy/{**rest}", context => context.Response.WriteAsync("legacy"));
        _side.Map("/new/{**rest}", context =>
        {
            _asked.Enqueue(context.Request.Method);
            return _new(context);
        });
        await _side.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_hub is not null)
            await _hub.DisposeAsync();
        await _side.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(500, false)]
    [InlineData(503, false)]
    [InlineData(0, false)]
    [InlineData(500, true)]
    [InlineData(503, true)]
    public async Task A_read_that_fails_is_tried_again_and_a_write_never(int failure, bool hosted)
    {
        await StartAsync("retries: 2", hosted);
        var fails = 2;
        _new = context =>
        {
            if (Interlocked.Decrement(ref fails) < 0)
                return context.Response.WriteAsync("new");
            if (failure == 0)
                context.Abort();
            context.Response.StatusCode = failure == 0 ? 500 : failure;
            context.Response.Headers["X-Failed"] = "yes";
            return context.Response.WriteAsync("broken");
        };
        using var read = await _client.GetAsync("/api/things");
        (await read.Content.ReadAsStringAsync()).ShouldBe("new");
        read.Headers.Contains("X-Failed").ShouldBeFalse();
        _asked.Count.ShouldBe(3);

        fails = 1;
        using var written = await _client.PostAsync("/api/things", Json());
        ((int)written.StatusCode).ShouldBe(failure == 0 ? 502 : failure);
        _asked.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_has_begun_to_be_answered_is_not_tried_again(bool hosted)
    {
        await StartAsync("retries: 2, fallback: legacy", hosted);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _new = async context =>
        {
            await context.Response.WriteAsync("half of");
            await context.Response.Body.FlushAsync();
            await go.Task;
            context.Abort();
        };
        using var answer = await _client.GetAsync("/api/things", HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[100];
        (await body.ReadAsync(buffer)).ShouldBe("half of".Length);
        go.SetResult();
        await Should.ThrowAsync<IOException>(async () => await body.ReadExactlyAsync(buffer));
        _asked.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Legacy_answers_a_read_that_the_new_side_cannot_and_says_so_and_never_a_write(bool hosted)
    {
        await StartAsync("retries: 1, fallback: legacy", hosted);
        _new = context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("broken");
        };
        using var read = await _client.GetAsync("/api/things");
        (await read.Content.ReadAsStringAsync()).ShouldBe("legacy");
        read.Headers.GetValues("X-Hub-Side").Single().ShouldBe("legacy");
        _asked.Count.ShouldBe(2);
        var id = read.Headers.GetValues("X-Hub-Request-Id").Single();
        _hub!.Services.GetRequiredService<RecentRequests>().Find(id)!.Value.Failure.ShouldNotBeNull()
            .ShouldContain("so legacy did");
        var told = Explanation.Of(id, _hub.Services.GetRequiredService<RecentRequests>().Find(id)!.Value, "node", place: null);
        (told.Side, told.AnsweredBy, told.Destination).ShouldBe(("new", "legacy", _side.Urls.Single()));
        var traffic = _hub.Services.GetRequiredService<RouteTraffic>();
        await Eventually.HoldsAsync(
            "it to be counted", () => Task.FromResult(traffic.Of("things.get").Counts is { Legacy: 1, New: 0 }));
        using var write = await _client.PostAsync("/api/things", Json());
        (await write.Content.ReadAsStringAsync()).ShouldBe("broken");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_side_that_keeps_failing_is_left_alone_and_asked_again_later(bool hosted)
    {
        await StartAsync("breaker: { failures: 50%, of: 4, within: 30s, for: 500ms }", hosted);
        _new = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        for (var i = 0; i < 4; i++)
            (await StatusAsync()).ShouldBe(HttpStatusCode.InternalServerError);
        using (var open = await _client.GetAsync("/api/things"))
        {
            open.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            open.Headers.RetryAfter.ShouldNotBeNull();
            (await open.Content.ReadAsStringAsync()).ShouldContain("failed too often");
        }

        _asked.Count.ShouldBe(4);
        _new = context => context.Response.WriteAsync("well again");
        await Eventually.HoldsAsync("the breaker to close", async () => await StatusAsync() == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_more_are_with_a_side_than_the_plan_allows(bool hosted)
    {
        await StartAsync("limits: { concurrency: 2 }", hosted);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _new = context => go.Task;
        var held = new[] { _client.GetAsync("/api/things"), _client.PostAsync("/api/things", Json()) };
        await Eventually.HoldsAsync("both to be there", () => Task.FromResult(_asked.Count == 2));
        using var third = await _client.GetAsync("/api/things");
        third.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        third.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        go.SetResult();
        (await Task.WhenAll(held)).ShouldAllBe(a => a.StatusCode == HttpStatusCode.OK);
        (await StatusAsync()).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_caller_s_hanging_requests_leave_places_for_others(bool hosted)
    {
        await StartAsync("limits: { concurrency: 8 }", hosted);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _new = context => context.Request.Headers.Authorization == "Bearer eve" ? go.Task : context.Response.WriteAsync("new");
        var held = Enumerable.Range(0, 200).Select(_ => SendAsync("Bearer eve")).ToList();
        await Eventually.HoldsAsync("as many to be there as one may have", () => Task.FromResult(_asked.Count == 6));
        await Eventually.HoldsAsync("the others to be refused", () => Task.FromResult(held.Count(h => h.IsCompleted) == 194));
        for (var i = 0; i < 5; i++)
            (await SendAsync("Bearer ann")).ShouldBe(HttpStatusCode.OK);
        go.SetResult();
        (await Task.WhenAll(held)).Count(s => s == HttpStatusCode.OK).ShouldBe(6);
        (await SendAsync("Bearer eve")).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> SendAsync(string authorization)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/things");
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
            using var answer = await _client.SendAsync(request);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_side_that_gives_no_sign_of_life_is_a_504(bool hosted)
    {
        await StartAsync("limits: { timeout: 200ms }", hosted);
        _new = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        (await StatusAsync()).ShouldBe(HttpStatusCode.GatewayTimeout);
    }

    [Fact]
    public async Task A_hosted_side_that_throws_is_a_failure_as_any_other()
    {
        await StartAsync("retries: 1, fallback: legacy", hosted: true);
        _new = _ => throw new InvalidDataException("inside");
        (await _client.GetStringAsync("/api/things")).ShouldBe("legacy");
        _asked.Count.ShouldBe(2);
        using var write = await _client.PostAsync("/api/things", Json());
        write.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await write.Content.ReadAsStringAsync()).ShouldNotContain("inside");
    }

    [Theory]
    [InlineData("FFFFFFFF\r\nab")]
    [InlineData("7fffffffffffffff\r\nab")]
    [InlineData("-2\r\nab")]
    [InlineData("2\r\nab\r\n0\r\nX-Sum: a\0b\r\n\r\n")]
    public async Task Malformed_bodies_of_a_caller_do_not_count_against_a_hosted_side(string body)
    {
        await StartAsync("breaker: { failures: 50%, of: 4, within: 30s, for: 20s }", hosted: true);
        _new = async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            await context.Response.WriteAsync(await reader.ReadToEndAsync());
        };
        for (var i = 0; i < 6; i++)
        {
            var answer = await SendRawAsync(
                "POST /api/things HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n"
                + $"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n{body}");
            answer.ShouldStartWith("HTTP/1.1 400");
            answer.ShouldContain("\"title\":\"Bad Request\"");
            answer.ShouldContain("The request's body could not be read");
        }

        (await StatusAsync()).ShouldBe(HttpStatusCode.OK);
        using var whole = await _client.PostAsync("/api/things", Json());
        (await whole.Content.ReadAsStringAsync()).ShouldBe("1");
    }

    [Fact]
    public async Task A_failure_too_long_to_be_held_arrives_whole()
    {
        await StartAsync("retries: 1", hosted: true);
        var words = new string('x', 200_000);
        _new = async context =>
        {
            context.Response.StatusCode = 500;
            foreach (var piece in words.Chunk(10_000))
                await context.Response.WriteAsync(new string(piece));
        };
        using var answer = await _client.GetAsync("/api/things");
        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await answer.Content.ReadAsStringAsync()).ShouldBe(words);
    }

    [Fact]
    public async Task A_side_that_says_it_is_unwell_is_not_asked_until_it_is_well()
    {
        var health = 500;
        _health = () => Task.FromResult(Volatile.Read(ref health));
        await StartAsync("health: { path: /health, every: 20ms }");
        await Eventually.HoldsAsync("it to be found out", async () => await StatusAsync() == HttpStatusCode.ServiceUnavailable);
        Volatile.Write(ref health, 200);
        await Eventually.HoldsAsync("it to be found well", async () => await StatusAsync() == HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("legacy: { to: \"http://a\", fallback: legacy }", "'fallback' is legacy, and stands at the new side")]
    [InlineData(
        "legacy: { to: \"http://a\", limits: { concurrency: 2, perCaller: 0% } }", "'perCaller' is what one caller may have")]
    [InlineData("legacy: { to: \"http://a\", retries: 9 }", "'retries' is a whole number from 0 to 5")]
    [InlineData("legacy: { to: \"http://a\", breaker: { failures: half } }", "'failures' is a share such as 50%")]
    [InlineData(
        "legacy: { to: \"http://a\", breaker: { for: 1ms } }",
        "'for' is a duration such as 300ms, 5s, 10m or 1h, from 500ms to 1d")]
    [InlineData("legacy: { to: \"http://a\", health: { every: 5s } }", "'path' is missing")]
    [InlineData(
        "legacy: { to: \"http://a\", limits: { concurency: 5 } }", "'concurency' is not known here; did you mean 'concurrency'?")]
    [InlineData(
        "legacy: { to: \"http://a\" }, new: { to: \"service:things\", health: { path: / } }",
        "'health' asks an address; a hosted side is in this process")]
    public void What_is_written_wrongly_is_told_with_its_line(string sides, string message)
    {
        var errors = new PlanErrors();
        using var services = new ServiceCollection().AddLogging()
            .AddPlatform(new DataFolder(_folder.Path), new PlanReferences())
            .BuildServiceProvider();
        services.GetRequiredService<PlanLoader>().Load(Plan($"{{ {sides} }}"), new PlanReferences(), errors).ShouldBeNull();
        errors.Select(e => e.ToString())
            .ShouldContain(e => e.StartsWith("capabilities/things.yaml(3): " + message, StringComparison.Ordinal));
    }

    private async Task<string> SendRawAsync(string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(_client.BaseAddress!.Host, _client.BaseAddress.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    private static StringContent Json() => new("1", mediaType: new("application/json"));

    private async Task<HttpStatusCode> StatusAsync()
    {
        using var response = await _client.GetAsync("/api/things");
        return response.StatusCode;
    }

    private async Task StartAsync(string protection, bool hosted = false)
    {
        var address = _side.Urls.Single();
        var hub = Create(services => services.AddPlatform(new DataFolder(_folder.Path), new PlanReferences()).AddFacade());
        hub.UseFacade();
        hub.MapPublicApi();
        await hub.Services.MigratePlatformAsync();
        await hub.Services.MigrateFacadeAsync();
        var revisions = hub.Services.GetRequiredService<Revisions>();
        var @new = hosted ? "to: service:things" : $"to: \"{address}\", path: /new";
        hub.Services.GetRequiredService<HostedSides>().Register("service:things", context =>
        {
            _asked.Enqueue(context.Request.Method);
            return _new(context);
        });
        await revisions.LoadAsync(
            () => Plan($"{{ legacy: {{ to: \"{address}\", path: /legacy }}, new: {{ {@new}, {protection} }} }}"));
        var current = hub.Services.GetRequiredService<CurrentRouting>();
        foreach (var route in new[] { "things.get", "things.post" })
            (await revisions.ShiftAsync(current.Snapshot, route, new RouteState(Stage.New), "test", "test")).ShouldNotBeNull();
        await hub.StartAsync();
        _hub = hub;
        _client = new HttpClient { BaseAddress = new Uri(hub.Urls.Single()) };
    }

    private static WebApplication Create(Action<IServiceCollection>? add = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        add?.Invoke(builder.Services);
        return builder.Build();
    }

    private static PlanBundle Plan(string sides) => new(new Dictionary<string, string>
    {
        ["hub.yaml"] = "expose: true",
        ["capabilities/things.yaml"] = $$"""
            capability: things
            owner: thing-team
            sides: {{sides}}
            routes:
              things.get: GET /api/things
              things.post: POST /api/things
            """,
    }.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value))));
}

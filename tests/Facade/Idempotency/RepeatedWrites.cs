using System.Net;
using System.Text;
using System.Text.Json;
using Hub.Facade.Explaining;
using Hub.Facade.Tests.Access;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Hub.Tests.Servers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Idempotency;

/// <summary>Writes that are sent again under one key: carried out once, whichever side answers.</summary>
public sealed class RepeatedWrites : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly AdjustableClock _clock = new();
    private CountingSides _sides = null!;
    private RepeatingHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _sides = await CountingSides.StartAsync();
        _hub = await RepeatingHub.StartAsync(_sides, _folder.Path, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _hub.DisposeAsync();
        await _sides.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("/api/orders")]
    [InlineData("/api/hosted")]
    public async Task The_same_key_twice_has_one_effect_and_one_answer_on_a_side_of_either_kind(string path)
    {
        using var first = await _hub.SendAsync("k-1", path: path);
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        first.Headers.Contains("Idempotent-Replayed").ShouldBeFalse();
        first.Headers.GetValues("Set-Cookie").Single().ShouldBe("session=secret");
        var body = await first.Content.ReadAsStringAsync();
        foreach (var key in new[] { "k-1", "\"k-1\"" })
        {
            using var again = await _hub.SendAsync(key, path: path);
            again.StatusCode.ShouldBe(HttpStatusCode.Created);
            (await again.Content.ReadAsStringAsync()).ShouldBe(body);
            again.Headers.GetValues("Idempotent-Replayed").Single().ShouldBe("true");
            (again.Headers.Location, again.Headers.ETag, again.Content.Headers.ContentType)
                .ShouldBe((first.Headers.Location, first.Headers.ETag, first.Content.Headers.ContentType));
            again.Headers.GetValues("X-Custom").ShouldBe(first.Headers.GetValues("X-Custom"));
            again.Headers.Contains("Set-Cookie").ShouldBeFalse("a cookie is no part of what is remembered");
            var id = again.Headers.GetValues("X-Hub-Request-Id").Single();
            id.ShouldNotBe(first.Headers.GetValues("X-Hub-Request-Id").Single());
            var recent = _hub.Services.GetRequiredService<RecentRequests>();
            await Eventually.HoldsAsync("it to be explained as a replay", () => Task.FromResult(
                recent.Find(id) is { } told && Explanation.Of(id, told, "node", place: null).AnsweredBy == "hub, again"));
        }

        _sides.Done.ShouldHaveSingleItem().Body.ShouldBe("""{"customerId":"C-1"}""");
        (await _hub.SendAsync(null, path: path)).Dispose();
        _sides.Done.Count.ShouldBe(2, "without a key each request is its own");
    }

    [Theory]
    [InlineData("orders.place", "/api/orders", "legacy")]
    [InlineData("hosted.place", "/api/hosted", "hosted legacy")]
    public async Task A_key_holds_over_a_shift_and_back(string route, string path, string side)
    {
        using var first = await _hub.SendAsync("k-1", path: path);
        foreach (var stage in new object[]
        {
            new { stage = "canary", percent = 100, reason = "all" }, new { stage = "new", reason = "all" },
            new { stage = "legacy", reason = "back" },
        })
        {
            await _hub.ShiftAsync(route, stage);
            using var again = await ShouldBeReplayedAsync(_hub, first, "k-1", path: path);
            again.Headers.GetValues("X-Hub-Side").Single().ShouldBe("legacy");
        }

        _sides.Done.ShouldHaveSingleItem().Side.ShouldBe(side);
    }

    [Fact]
    public async Task A_body_that_decides_about_the_side_reaches_it_whole()
    {
        await _hub.ShiftAsync("orders.place", new { stage = "canary", percent = 0, users = new[] { "C-7" }, reason = "one" });
        var body = $$"""{"customerId":"C-7","note":"{{new string('x', 40_000)}}"}""";
        using var first = await _hub.SendAsync("k-1", body);
        await ShouldBeReplayedAsync(_hub, first, "k-1", body);
        _sides.Done.ShouldHaveSingleItem().ShouldBe(("new", body));
    }

    [Fact]
    public async Task A_key_holds_after_a_restart()
    {
        using var first = await _hub.SendAsync("k-1");
        await _hub.DisposeAsync();
        _hub = await RepeatingHub.StartAsync(_sides, _folder.Path, _clock);
        await ShouldBeReplayedAsync(_hub, first, "k-1");
        _sides.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task While_the_first_is_under_way_a_repeat_is_told_to_come_again()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = _sides.Answer;
        _sides.Answer = async (context, number) =>
        {
            begun.SetResult();
            await go.Task;
            await answer(context, number);
        };
        var first = _hub.SendAsync("k-1");
        await begun.Task;
        using var again = await _hub.SendAsync("k-1");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        again.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        go.SetResult();
        await ShouldBeReplayedAsync(_hub, await first, "k-1");
        _sides.Done.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_at_once_one_is_carried_out_on_however_many_nodes(bool onPostgres)
    {
        StoreOptions? store = null;
        if (onPostgres)
        {
            PostgresServer.SkipIfMissing();
            store = new StoreOptions { Postgres = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync() };
        }

        using var data = new TemporaryFolder();
        using var otherData = new TemporaryFolder();
        await using var one = await RepeatingHub.StartAsync(_sides, data.Path, _clock, store);
        await using var other = onPostgres ? await RepeatingHub.StartAsync(_sides, otherData.Path, _clock, store) : null;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? one : other ?? one).SendAsync("k-1")));
        answers.ShouldAllBe(a => a.StatusCode == HttpStatusCode.Created || a.StatusCode == HttpStatusCode.Conflict);
        await ShouldBeReplayedAsync(other ?? one, answers.First(a => a.StatusCode == HttpStatusCode.Created), "k-1");
        _sides.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_refused_and_not_carried_out()
    {
        using var first = await _hub.SendAsync("k-1");
        foreach (var other in new[]
        {
            _hub.SendAsync("k-1", """{"customerId":"C-2"}"""),
            _hub.SendAsync("k-1", path: "/api/orders?a=1"),
            _hub.SendAsync("k-1", path: "/api/payments"),
            _hub.SendAsync("k-1", method: HttpMethod.Put),
            _hub.SendAsync("k-1", headers: ("If-Match", "\"1\"")),
        })
        {
            using var refused = await other;
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
            refused.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }

        _sides.Done.Count.ShouldBe(1);
        (await _hub.SendAsync("k-1", path: "/api/hosted")).StatusCode
            .ShouldBe(HttpStatusCode.Created, "another capability has keys of its own");
    }

    [Fact]
    public async Task Callers_that_are_told_apart_have_keys_of_their_own()
    {
        var (ann, bob) = (await _hub.TokenAsync("ann"), await _hub.TokenAsync("bob"));
        foreach (var token in new[] { ann, bob, ann, bob })
            (await _hub.SendAsync("k-1", path: "/api/secret", headers: ("Authorization", $"Bearer {token}"))).StatusCode
                .ShouldBe(HttpStatusCode.Created);
        _sides.Done.Count.ShouldBe(2);
        (await _hub.SendAsync("k-1", path: "/api/secret")).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized, "whoever is not let in is answered nothing that was remembered");

        foreach (var credentials in new[] { "Basic YTpi", "Basic YzpkCg==", "Basic YTpi" })
            (await _hub.SendAsync("k-2", path: "/api/hosted", headers: ("Authorization", credentials))).StatusCode
                .ShouldBe(HttpStatusCode.Created);
        (await _hub.SendAsync("k-2", path: "/api/hosted")).StatusCode.ShouldBe(HttpStatusCode.Created);
        _sides.Done.Count.ShouldBe(5);
    }

    [Theory]
    [InlineData("Cookie", "session=mallory", 409)]
    [InlineData("Authorization", "Bearer mallory", 409)]
    [InlineData("X-Customer-Id", "C-1", 422)]
    public async Task An_anonymous_caller_is_not_told_what_another_one_was_answered(string header, string value, int status)
    {
        using var first = await _hub.SendAsync("k-1");
        using var other = await _hub.SendAsync("k-1", headers: (header, value));
        ((int)other.StatusCode).ShouldBe(status);
        (await other.Content.ReadAsStringAsync()).ShouldNotContain("O-1");
        _sides.Done.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("X-Auth-Token", "alice", "bob")]
    [InlineData("X-Session-Token", "alice", "bob")]
    [InlineData("Api-Key", "alice", "bob")]
    [InlineData("Ocp-Apim-Subscription-Key", "alice", "bob")]
    [InlineData("X-User-Id", "alice", "bob")]
    [InlineData("X-Of-This-Application-Only", "alice", "bob")]
    [InlineData("X-User-Id", null, "bob")]
    [InlineData("Accept", "application/json", "application/xml")]
    [InlineData("Accept-Language", "de", "en")]
    [InlineData("Origin", "https://one.example", "https://other.example")]
    [InlineData("Host", "one.example", "other.example")]
    public async Task With_another_value_of_any_header_an_answer_is_not_replayed_and_nothing_is_sent(
        string header, string? first, string other)
    {
        foreach (var (path, credentials) in new[] { ("/api/orders", ""), ("/api/hosted", ""), ("/api/hosted", "Basic YTpi") })
        {
            var (key, before) = ($"k{path}{credentials.Length}", _sides.Done.Count);
            var answered = await SendWithAsync(first);
            answered.StatusCode.ShouldBe(HttpStatusCode.Created);
            using var refused = await SendWithAsync(other);
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refused.Content.ReadAsStringAsync()).ShouldNotContain(await answered.Content.ReadAsStringAsync());
            (await SendWithAsync(first)).Headers.Contains("Idempotent-Replayed").ShouldBeTrue();
            _sides.Done.Count.ShouldBe(before + 1);

            Task<HttpResponseMessage> SendWithAsync(string? value)
            {
                (string, string)[] headers = credentials.Length == 0 ? [] : [("Authorization", credentials)];
                return _hub.SendAsync(key, path: path, headers: value is null ? headers : [.. headers, (header, value)]);
            }
        }
    }

    [Theory]
    [InlineData("User-Agent", "curl/8")]
    [InlineData("X-Request-Id", "7")]
    [InlineData("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("Accept-Encoding", "gzip")]
    [InlineData("Date", "Sat, 28 Nov 2026 08:00:00 GMT")]
    public async Task What_changes_from_one_attempt_to_the_next_keeps_no_answer_back(string header, string value)
    {
        using var first = await _hub.SendAsync("k-1");
        (await _hub.SendAsync("k-1", headers: (header, value))).Headers.Contains("Idempotent-Replayed").ShouldBeTrue();
        _sides.Done.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("/api/orders")]
    [InlineData("/api/hosted")]
    public async Task A_write_in_doubt_stays_in_doubt_and_is_not_sent_again(string path)
    {
        _sides.Answer = (context, _) =>
        {
            if (path == "/api/hosted")
                throw new InvalidOperationException("broken");
            context.Abort();
            return Task.CompletedTask;
        };
        using var first = await _hub.SendAsync("k-1", path: path);
        first.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        var problem = JsonDocument.Parse(await first.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("title").GetString().ShouldBe("Outcome unknown");
        await ShouldBeReplayedAsync(_hub, first, "k-1", path: path);
        _sides.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_that_a_kill_interrupted_is_not_sent_again_and_that_is_said()
    {
        (await _hub.SendAsync("k-1")).Dispose();
        await ExecuteAsync("UPDATE idempotency SET answered = 0, node = 'killed', begun = begun - 60000000");
        using var again = await _hub.SendAsync("k-1");
        again.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        (await again.Content.ReadAsStringAsync()).ShouldContain("\"Outcome unknown\"");
        _sides.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_a_write_that_a_kill_interrupted_a_hub_with_a_store_of_its_own_knows_at_once()
    {
        (await _hub.SendAsync("k-1")).Dispose();
        await ExecuteAsync("UPDATE idempotency SET answered = 0, node = 'killed'");
        using var again = await _hub.SendAsync("k-1");
        again.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout, "the process that began it is gone");
        _sides.Done.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(405)]
    [InlineData(406)]
    [InlineData(407)]
    [InlineData(408)]
    [InlineData(411)]
    [InlineData(413)]
    [InlineData(414)]
    [InlineData(415)]
    [InlineData(417)]
    [InlineData(421)]
    [InlineData(425)]
    [InlineData(426)]
    [InlineData(428)]
    [InlineData(429)]
    [InlineData(431)]
    [InlineData(307)]
    [InlineData(308)]
    [InlineData(503, "1")]
    public async Task An_answer_that_says_nothing_was_done_leaves_the_key_free(int status, string? retryAfter = null)
    {
        var answer = _sides.Answer;
        _sides.Answer = AnswerWith(status, retryAfter);
        ((int)(await _hub.SendAsync("k-1", path: "/api/hosted")).StatusCode).ShouldBe(status);
        _sides.Answer = answer;
        using var again = await _hub.SendAsync("k-1", path: "/api/hosted");
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Contains("Idempotent-Replayed").ShouldBeFalse();
        (await _hub.SendAsync("k-2", """{"customerId":"C-2"}""", "/api/hosted")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(303)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(412)]
    [InlineData(422)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task Any_other_answer_is_the_outcome_and_stays_it(int status)
    {
        _sides.Answer = AnswerWith(status, retryAfter: null);
        using var first = await _hub.SendAsync("k-1", path: "/api/hosted");
        ((int)first.StatusCode).ShouldBe(status);
        _sides.Answer = AnswerWith(201, retryAfter: null);
        await ShouldBeReplayedAsync(_hub, first, "k-1", path: "/api/hosted");
    }

    [Fact]
    public async Task A_write_that_reached_no_side_may_be_sent_under_its_key()
    {
        for (var i = 0; i < 2; i++)
        {
            using var answer = await _hub.SendAsync("k-1", path: "/api/down");
            answer.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
            answer.Headers.Contains("Idempotent-Replayed").ShouldBeFalse();
        }
    }

    [Fact]
    public async Task Whoever_hangs_up_comes_back_for_the_answer()
    {
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var answer = _sides.Answer;
        _sides.Answer = async (context, number) =>
        {
            begun.SetResult();
            await go.Task;
            await answer(context, number);
        };
        using var gone = new CancellationTokenSource();
        var first = _hub.SendAsync("k-1", cancellation: gone.Token);
        await begun.Task;
        await gone.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => first);
        go.SetResult();
        await Eventually.HoldsAsync("the answer under the key", async () =>
            (await _hub.SendAsync("k-1")).StatusCode == HttpStatusCode.Created);
        _sides.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_to_keep_arrives_once_and_is_known_to_have_been_given()
    {
        var large = new string('x', 300 * 1024);
        _sides.Answer = (context, _) => context.Response.WriteAsync(large);
        using var first = await _hub.SendAsync("k-1");
        (await first.Content.ReadAsStringAsync()).ShouldBe(large);
        using var again = await _hub.SendAsync("k-1");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync()).ShouldContain("carried out and answered with 200");
        _sides.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_streams_is_not_held_back()
    {
        var go = new TaskCompletionSource();
        _sides.Answer = async (context, _) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await go.Task;
        };
        using var first = await _hub.SendAsync("k-1");
        await using var events = await first.Content.ReadAsStreamAsync();
        var buffer = new byte[9];
        await events.ReadExactlyAsync(buffer);
        Encoding.ASCII.GetString(buffer).ShouldBe("data: 1\n\n");
        (await _hub.SendAsync("k-1")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        go.SetResult();
        _sides.Done.Count.ShouldBe(1);
    }

    [Fact]
    public async Task After_a_day_a_key_is_new_again_and_its_answer_is_gone()
    {
        (await _hub.SendAsync("k-1")).Dispose();
        _clock.Advance(TimeSpan.FromHours(23));
        (await _hub.SendAsync("k-1")).Headers.Contains("Idempotent-Replayed").ShouldBeTrue();
        _clock.Advance(TimeSpan.FromHours(2));
        using var again = await _hub.SendAsync("k-1", """{"customerId":"C-2"}""");
        (again.StatusCode, again.Headers.Contains("Idempotent-Replayed")).ShouldBe((HttpStatusCode.Created, false));
        _sides.Done.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("a\"b")]
    public async Task A_key_that_is_invalid_is_refused(string key)
    {
        (await _hub.SendAsync(key)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _hub.SendAsync(new string('k', 256))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _sides.Done.ShouldBeEmpty();
    }

    private static Func<HttpContext, int, Task> AnswerWith(int status, string? retryAfter) => (context, number) =>
    {
        context.Response.StatusCode = status;
        context.Response.Headers.RetryAfter = retryAfter;
        return status == 204 ? Task.CompletedTask : context.Response.WriteAsync($"answer {number}");
    };

    private static async Task<HttpResponseMessage> ShouldBeReplayedAsync(
        RepeatingHub hub, HttpResponseMessage first, string key, string body = """{"customerId":"C-1"}""",
        string path = "/api/orders")
    {
        var again = await hub.SendAsync(key, body, path);
        again.StatusCode.ShouldBe(first.StatusCode);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        again.Headers.GetValues("Idempotent-Replayed").Single().ShouldBe("true");
        return again;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.File("hub.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        (await command.ExecuteNonQueryAsync()).ShouldBeGreaterThan(0);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using Hub.Facade.Rules;
using Hub.Platform.Notifying;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hub.Facade.Tests.Notifying;

/// <summary>Webhooks are told what happens, at least once, whatever becomes of them or of the node that sends.</summary>
public sealed class TellingWebhooks : IAsyncLifetime
{
    private WebhookReceiver _programs = null!;
    private WebhookReceiver _slack = null!;
    private WebhookReceiver _teams = null!;
    private NotifiedFacade _facade = null!;

    public async ValueTask InitializeAsync()
    {
        (_programs, _slack, _teams) = (
            await WebhookReceiver.StartAsync(), await WebhookReceiver.StartAsync(), await WebhookReceiver.StartAsync());
        _facade = new NotifiedFacade(_programs, _slack, _teams);
        await _facade.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _facade.DisposeAsync();
        await _programs.DisposeAsync();
        await _slack.DisposeAsync();
        await _teams.DisposeAsync();
    }

    [Fact]
    public async Task Shifts_and_rollbacks_are_told_as_CloudEvents_that_are_signed_and_to_Slack_and_Teams_as_they_read_them()
    {
        await ShiftAsync("orders.get", "first <customers>");
        await _facade.RollbackAsync("orders.get");
        await ReceivedAsync(_programs, 2);
        var told = _programs.Received.Single(r => r.Json.GetProperty("type").GetString() == "hub.shift");
        told.ContentType.ShouldBe("application/cloudevents+json; charset=utf-8");
        told.Target.ShouldBe("/T0SECRET/hook?sig=Q0SECRET");
        told.Json.GetProperty("specversion").GetString().ShouldBe("1.0");
        told.Json.GetProperty("id").GetString().ShouldBe(told.Id);
        told.Id.ShouldStartWith("revision-2-orders_get-");
        told.Json.GetProperty("subject").GetString().ShouldBe("orders.get");
        told.Json.GetProperty("data").GetProperty("text").GetString()
            .ShouldBe("orders.get: legacy \u2192 canary 5 %, by ann: first <customers>.");
        told.Json.GetProperty("data").GetProperty("author").GetString().ShouldBe("ann");
        var signed = Encoding.UTF8.GetBytes(
            $"{told.Id}.{told.Headers["webhook-timestamp"]}.{Encoding.UTF8.GetString(told.Body)}");
        told.Headers["webhook-signature"].ShouldBe(
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(NotifiedFacade.Secret, signed)));
        _programs.Received.Single(r => r != told).Json.GetProperty("type").GetString().ShouldBe("hub.rollback");

        await ReceivedAsync(_slack, 1);
        await ReceivedAsync(_teams, 1);
        _slack.Received.Single().Json.GetProperty("text").GetString()
            .ShouldBe("*shift*  orders.get: legacy \u2192 canary 5 %, by ann: first &lt;customers&gt;.");
        var card = _teams.Received.Single().Json.GetProperty("attachments")[0];
        card.GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        card.GetProperty("content").GetProperty("body")[0].GetProperty("text").GetString().ShouldBe("rollback: orders.get");
    }

    [Fact]
    public async Task Another_plan_is_told()
    {
        using var applied = await _facade.ApplyAsync(files => files["capabilities/orders.yaml"] += "# more\n");
        applied.StatusCode.ShouldBe(HttpStatusCode.OK, await applied.Content.ReadAsStringAsync());
        await ReceivedAsync(_programs, 1);
        _programs.Received.Single().Json.GetProperty("type").GetString().ShouldBe("hub.plan");
        await ReceivedAsync(_teams, 1);
    }

    [Theory]
    [InlineData(500), InlineData(503), InlineData(404), InlineData(302)]
    public async Task What_a_webhook_refuses_is_sent_again_later_under_the_same_id(int status)
    {
        _slack.AnswerWith(status);
        await ShiftAsync("orders.get");
        await ReceivedAsync(_slack, 1);
        var waiting = await NoticeAsync(n => n.GetProperty("webhook").GetString() == "${env:SLACK}"
            && n.GetProperty("problem").ValueKind == JsonValueKind.String);
        waiting.GetProperty("problem").GetString().ShouldBe($"it answered {status}");
        _slack.AnswerWith(200);
        _facade.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReceivedAsync(_slack, 2);
        _slack.Received.Select(r => r.Id).Distinct().ShouldHaveSingleItem();
        await NoticeAsync(n => Is(n, "${env:SLACK}", "delivered"));
    }

    [Fact]
    public async Task A_webhook_that_is_down_gets_it_when_it_is_back()
    {
        var address = new Uri(_slack.Address);
        await _slack.DisposeAsync();
        await ShiftAsync("orders.get");
        var waiting = await NoticeAsync(n => n.GetProperty("webhook").GetString() == "${env:SLACK}"
            && n.GetProperty("problem").ValueKind == JsonValueKind.String);
        waiting.GetProperty("problem").GetString().ShouldBe("no connection can be made");
        waiting.ToString().ShouldNotContain(address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await NoticeAsync(n => Is(n, "${env:PROGRAMS}", "delivered"));
        _slack = await WebhookReceiver.StartAsync(address.Port);
        _facade.Clock.Advance(TimeSpan.FromMinutes(1));
        await ReceivedAsync(_slack, 1);
    }

    [Fact]
    public async Task A_webhook_that_is_gone_is_given_up_at_once_and_one_that_fails_for_days_then()
    {
        _slack.AnswerWith(410);
        _programs.AnswerWith(500);
        await ShiftAsync("orders.get");
        (await NoticeAsync(n => Is(n, "${env:SLACK}", "failed"))).GetProperty("problem").GetString()!
            .ShouldContain("take it out of 'notify'");
        await ReceivedAsync(_programs, 1);
        _facade.Clock.Advance(TimeSpan.FromDays(4));
        await NoticeAsync(n => Is(n, "${env:PROGRAMS}", "failed"));
        _programs.Received.Count.ShouldBe(2);
        _slack.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_webhook_that_hangs_keeps_no_other_waiting()
    {
        var gate = new TaskCompletionSource();
        _slack.Answer = _ => gate.Task;
        await ShiftAsync("orders.get");
        await ReceivedAsync(_slack, 1);
        await _facade.RollbackAsync("orders.get");
        await NoticeAsync(n => Is(n, "${env:PROGRAMS}", "delivered") && n.GetProperty("kind").GetString() == "rollback");
        gate.SetResult();
        await NoticeAsync(n => Is(n, "${env:SLACK}", "delivered"));
    }

    [Fact]
    public async Task What_a_node_had_taken_when_it_was_killed_is_sent_by_another()
    {
        // As a node leaves it that is killed between taking and noting what became of it.
        var taken = Microseconds.Of(_facade.Clock.GetUtcNow().AddMinutes(1));
        await _facade.Services.GetRequiredService<HubStore>().Database.WriteAsync((c, t) => c.ExecuteAsync(
            "INSERT INTO notice_delivery (id, webhook, kind, subject, text, data, at, state, attempts, due, problem) "
            + "VALUES ('x-1', '${env:PROGRAMS}', 'shift', 'orders.get', 'moved', '', @at, 'waiting', 1, @taken, '')",
            new { at = taken - 60_000_000, taken }, t));
        // The other notice shows that the sender has looked.
        await ShiftAsync("orders.get");
        await ReceivedAsync(_programs, 1);
        _programs.Received.ShouldNotContain(r => r.Id.StartsWith("x-1-", StringComparison.Ordinal));
        _facade.Clock.Advance(TimeSpan.FromMinutes(1));
        await Eventually.HoldsAsync(() => _programs.Received.Any(r => r.Id.StartsWith("x-1-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Of_several_nodes_one_sends_it()
    {
        await using var other = await _facade.StartAnotherAsync();
        for (var i = 0; i < 10; i++)
        {
            await ShiftAsync("orders.get", $"again {i}");
            await _facade.RollbackAsync("orders.get");
        }

        await Eventually.HoldsAsync(async () => (await ListAsync("?state=delivered"))
            .Count(n => n.GetProperty("webhook").GetString() == "${env:PROGRAMS}") == 20);
        _programs.Received.Count.ShouldBe(20);
        _programs.Received.Select(r => r.Id).Distinct().Count().ShouldBe(20);
        await other.StopAsync();
    }

    [Fact]
    public async Task What_is_not_kept_is_said_in_the_log()
    {
        var database = _facade.Services.GetRequiredService<HubStore>().Database;
        var log = new Lines();
        await database.WriteAsync((c, t) => c.ExecuteAsync(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @waiting) "
            + "INSERT INTO notice_delivery (id, webhook, kind, subject, text, data, at, state, attempts, due, problem) "
            + "SELECT 'x-' || i, '${env:PROGRAMS}', 'shift', 'orders.get', 'moved', '', 1, 'waiting', 1, @due, '' FROM n",
            new { waiting = NoticeDeliveries.MostWaiting, due = long.MaxValue }, t));
        var notices = new Notices(
            _facade.Services.GetRequiredService<CurrentRouting>(),
            new NoticeDeliveries(_facade.Services.GetRequiredService<HubStore>(), TimeProvider.System, log),
            _facade.Services.GetRequiredService<HubStore>());
        await notices.TellAsync(new Notice(NoticeKinds.Guardrail, "one-more", "orders.get", "stepped back", []));
        log.Told.ShouldHaveSingleItem().ShouldBe(
            "A notice of kind guardrail (one-more) is not kept: 10000 wait for ${env:PROGRAMS} already "
            + "(./hub notify list says why)");
    }

    [Fact]
    public async Task Any_part_tells_by_the_door_once_for_an_id()
    {
        var notices = _facade.Services.GetRequiredService<Notices>();
        notices.IsHeard(NoticeKinds.Guardrail).ShouldBeTrue();
        for (var i = 0; i < 3; i++)
            await notices.TellAsync(new Notice(
                NoticeKinds.Guardrail, "step-1", "orders.get", "stepped back", new() { ["errors"] = 7 }));
        await NoticeAsync(n => Is(n, "${env:PROGRAMS}", "delivered"));
        (await ListAsync()).ShouldHaveSingleItem();
        _programs.Received.ShouldHaveSingleItem().Json.GetProperty("data").GetProperty("errors").GetInt64().ShouldBe(7);
    }

    [Fact]
    public async Task A_gate_that_does_not_pass_is_told_once_for_the_same_shift()
    {
        foreach (var dryRun in new[] { true, false, false })
        {
            using var refused = dryRun
                ? await _facade.Admin.GetAsync("/hub/api/routes/rated.get/preview?stage=canary&percent=5")
                : await _facade.ShiftAsync("rated.get", new { stage = "canary", percent = 5, reason = "go" });
            var text = await refused.Content.ReadAsStringAsync();
            (dryRun || refused.StatusCode == HttpStatusCode.UnprocessableEntity).ShouldBeTrue(text);
            text.ShouldContain("more equal answers");
        }

        await NoticeAsync(n => Is(n, "${env:PROGRAMS}", "delivered"));
        (await ListAsync()).ShouldHaveSingleItem();
        var told = _programs.Received.ShouldHaveSingleItem().Json;
        told.GetProperty("type").GetString().ShouldBe("hub.gate");
        told.GetProperty("data").GetProperty("missing").GetString()!.ShouldContain("more equal answers");
    }

    [Fact]
    public async Task A_route_that_the_guardrail_holds_back_is_no_news_of_its_gate()
    {
        var store = _facade.Services.GetRequiredService<HubStore>().Database;
        await store.WriteAsync((c, t) => c.ExecuteAsync(
            "INSERT INTO guardrail_hold (route, at, stood, why) VALUES ('rated.get', 0, 'new', '7 of 7 failed')",
            transaction: t));
        using (var held = await _facade.ShiftAsync("rated.get", new { stage = "canary", percent = 5, reason = "go" }))
            (await RunningFacade.DetailAsync(held)).ShouldContain("stepped back from new");
        await store.WriteAsync((c, t) => c.ExecuteAsync("DELETE FROM guardrail_hold", transaction: t));
        (await ListAsync()).ShouldBeEmpty();
        using (var refused = await _facade.ShiftAsync("rated.get", new { stage = "canary", percent = 5, reason = "go" }))
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await ListAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_rule_that_ends_is_told_a_week_before_and_when_it_has_ended()
    {
        var job = ActivatorUtilities.CreateInstance<RulesThatEnd>(_facade.Services);
        foreach (var (day, told) in new[] { (0, 0), (22, 0), (24, 1), (25, 1), (32, 2), (33, 2), (60, 2) })
        {
            _facade.Clock.Advance(TimeSpan.FromDays(day) - _facade.Clock.Ahead);
            await job.RunAsync(null!, TestContext.Current.CancellationToken);
            (await ListAsync()).Count(n => n.GetProperty("kind").GetString() == "rule").ShouldBe(told, $"day {day}");
        }

        (await ListAsync()).Select(n => n.GetProperty("text").GetString()!)
            .ShouldContain(t => t.StartsWith("rated.get: the rule 'late' for stamp ended after", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_step_back_of_the_guardrail_is_told_as_such()
    {
        await ShiftAsync("orders.get");
        await ReceivedAsync(_programs, 1);
        var log = _facade.Services.GetRequiredService<RevisionLog>();
        var newest = (await log.FindNewestAsync())!;
        // As the guardrail makes it.
        (await log.AppendAsync(
            newest.Number, newest.PlanHash, newest.States.SetItem("orders.get", RouteState.Initial), "guardrail",
            "7 of 10 failed")).ShouldNotBeNull();
        await _facade.Services.GetRequiredService<Revisions>().FollowAsync();
        await ReceivedAsync(_programs, 2);
        _programs.Received.Single(r => r.Json.GetProperty("type").GetString() == "hub.guardrail").Json.GetProperty("data")
            .GetProperty("text").GetString().ShouldBe("orders.get: canary 5 % \u2192 legacy, by guardrail: 7 of 10 failed.");
        _teams.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_test_reaches_every_webhook_and_is_an_operators()
    {
        using var viewer = await _facade.AsAsync("vic", Platform.Identity.AccessRole.Viewer);
        (await viewer.PostAsJsonAsync("/hub/api/notifications/test", new { })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _facade.Admin.PostAsJsonAsync("/hub/api/notifications/test", new { })).StatusCode
            .ShouldBe(HttpStatusCode.Accepted);
        await ReceivedAsync(_programs, 1);
        await ReceivedAsync(_slack, 1);
        await ReceivedAsync(_teams, 1);
        using var unknown = await _facade.Admin.PostAsJsonAsync("/hub/api/notifications/test", new { webhook = "x" });
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("${env:SLACK}");
        await _facade.Admin.PostAsJsonAsync("/hub/api/notifications/test", new { webhook = "${env:SLACK}" });
        await ReceivedAsync(_slack, 2);
        _programs.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Neither_addresses_nor_secrets_are_shown_anywhere()
    {
        _slack.AnswerWith(410);
        await ShiftAsync("orders.get");
        await NoticeAsync(n => Is(n, "${env:SLACK}", "failed"));
        foreach (var path in new[] { "/hub/api/notifications", "/hub/api/plan", "/hub/api/audit", "/hub/api/openapi.json" })
        {
            var text = await _facade.Admin.GetStringAsync(path);
            text.ShouldNotContain("0SECRET");
            text.ShouldNotContain(Convert.ToBase64String(NotifiedFacade.Secret));
        }

        foreach (var (notify, told) in new[]
        {
            ("""{ to: "https://hooks.example/T0SECRET", format: slack }""", "write it as one reference"),
            ("""{ to: "${env:SLACK}/x", format: slack }""", "write it as one reference"),
            ("""{ to: "${env:SLACK}" }""", "'secret' is missing"),
            ("""{ to: "${env:SLACK}", secret: "${env:WEAK}" }""", "is not a secret of Standard Webhooks"),
            ("""{ to: "${env:SLACK}", secret: "whsec_abc" }""", "everybody reads the plan"),
            ("""{ to: "${env:SLACK}", format: slack, kinds: [shfit] }""", "did you mean 'shift'?"),
            ("""{ to: "${env:SLACK}", format: salck }""", "did you mean 'slack'?"),
        })
        {
            using var refused = await _facade.ApplyAsync(files => files["hub.yaml"] = $"notify:\n  - {notify}\n");
            var text = await refused.Content.ReadAsStringAsync();
            refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity, text);
            JsonSerializer.Deserialize<JsonElement>(text).ToString().ShouldContain(told);
            text.ShouldNotContain("Q0SECRET");
        }
    }

    private static bool Is(JsonElement notice, string webhook, string state) =>
        notice.GetProperty("webhook").GetString() == webhook && notice.GetProperty("state").GetString() == state;

    private static Task ReceivedAsync(WebhookReceiver receiver, int count) =>
        Eventually.HoldsAsync(() => Task.FromResult(receiver.Received.Count >= count));

    private async Task ShiftAsync(string route, string reason = "go")
    {
        using var shifted = await _facade.ShiftAsync(route, new { stage = "canary", percent = 5, reason, force = true });
        shifted.IsSuccessStatusCode.ShouldBeTrue(await shifted.Content.ReadAsStringAsync());
    }

    private async Task<List<JsonElement>> ListAsync(string query = "") =>
        [.. (await _facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/notifications{query}")).GetProperty("notices")
            .EnumerateArray()];

    private async Task<JsonElement> NoticeAsync(Func<JsonElement, bool> wanted)
    {
        JsonElement found = default;
        await Eventually.HoldsAsync(async () =>
        {
            found = (await ListAsync()).FirstOrDefault(wanted);
            return found.ValueKind == JsonValueKind.Object;
        });
        return found;
    }

    private sealed class Lines : ILogger<NoticeDeliveries>
    {
        public List<string> Told { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Told.Add(formatter(state, exception));
    }
}

using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Platform.Asking;
using Hub.Platform.Identity;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Problems;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Tests;

/// <summary>Routes and their sides asked by the hub's own parts, with no caller's connection behind the request.</summary>
public sealed class AskingRoutes(AskingRoutes.Facade facade) : IClassFixture<AskingRoutes.Facade>
{
    private static readonly AskLimits Short = AskLimits.Default with { Patience = TimeSpan.FromMilliseconds(200) };

    private IRouteDoor Door => facade.Services.GetRequiredService<IRouteDoor>();

    [Fact]
    public async Task A_route_answers_by_the_side_of_the_canary_and_is_accounted_for_as_a_callers_request()
    {
        await facade.ShiftAsync("orders.get", new { stage = "canary", percent = 0, users = new[] { "C-7" }, reason = "one" });
        var before = await TrafficAsync("orders.get");
        var ofLegacy = await Door.AskAsync("orders.get", Get("/api/orders/O-1?full=true", ("X-Customer-Id", "C-1")));
        var ofNew = await Door.AskAsync("orders.get", Get("/api/orders/O-1?full=true", ("X-Customer-Id", "C-7")));

        var (legacy, @new) = (EchoOf(ofLegacy), EchoOf(ofNew));
        (legacy.Side, legacy.Target).ShouldBe(("legacy", "/api/orders/O-1?full=true"));
        (@new.Side, @new.Target).ShouldBe(("new", "/v2/orders/O-1?full=true"));
        (ofNew.Status, ofNew.Problem, ofNew.Headers["X-Hub-Side"].ToString()).ShouldBe((200, null, "new"));
        var after = await TrafficAsync("orders.get");
        (after.Legacy - before.Legacy, after.New - before.New, after.Failed - before.Failed).ShouldBe((1, 1, 0));
        var told = await ExplainAsync(ofNew.Headers[HubHeaders.RequestId].ToString());
        (told.GetProperty("route").GetString(), told.GetProperty("side").GetString(), told.GetProperty("status").GetInt32())
            .ShouldBe(("orders.get", "new", 200));
        await facade.RollbackAsync("orders.get");
    }

    [Fact]
    public async Task A_side_is_told_the_hubs_id_and_mark_and_nothing_that_only_the_hub_may_say()
    {
        var answer = await Door.AskAsync("orders.get", Get(
            "/api/orders/O%2F1", ("X-Forwarded-For", "192.0.2.9"), ("X-Hub-Secret", "s"), ("Connection", "close, X-Own"),
            ("X-Own", "1"), ("Transfer-Encoding", "chunked"), ("X-Kept", "1")));

        var echo = EchoOf(answer);
        echo.Target.ShouldBe("/api/orders/O%2F1");
        echo.Headers["X-Hub-Request-Id"].ShouldBe(answer.Headers[HubHeaders.RequestId].ToString());
        echo.Headers.Keys.ShouldContain("X-Hub-Via");
        echo.Headers.Keys.ShouldContain("X-Kept");
        echo.Headers.Keys.ShouldNotContain(h =>
            h == "X-Hub-Secret" || h == "X-Own" || h == "Transfer-Encoding");
        echo.Headers.GetValueOrDefault("X-Forwarded-For").ShouldNotBe("192.0.2.9");
    }

    [Fact]
    public async Task A_request_that_has_passed_this_hub_is_not_asked_again()
    {
        var marks = EchoOf(await Door.AskAsync("search.plain", Get("/api/search"))).Headers["X-Hub-Via"];
        var answer = await Door.AskAsync("search.plain", Get("/api/search", ("X-Hub-Via", marks)));
        (answer.Status, answer.Problem?.Detail).ShouldSatisfyAllConditions(
            a => a.Status.ShouldBe(508), a => a.Detail.ShouldNotBeNull().ShouldContain("came back"));
    }

    [Fact]
    public async Task Whoever_has_the_right_forces_a_side_here_as_well()
    {
        var token = facade.Admin.DefaultRequestHeaders.Authorization!.Parameter!;
        var forced = Get("/api/orders/1", ("X-Hub-Use", "new"), ("X-Hub-Token", token));
        EchoOf(await Door.AskAsync("orders.get", forced)).Side.ShouldBe("new");
        var claimed = Get("/api/orders/1", ("X-Hub-Use", "new"), ("X-Hub-Token", "hub_0"));
        (await Door.AskAsync("orders.get", claimed)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task A_body_is_read_for_the_cohort_and_arrives_whole()
    {
        await facade.ShiftAsync("orders.place", new { stage = "canary", percent = 0, users = new[] { "C-7" }, reason = "one" });
        var echo = EchoOf(await Door.AskAsync("orders.place", Post("/api/orders", """{"customerId":"C-7"}""")));
        (echo.Side, echo.Method, echo.Body).ShouldBe(("new", "POST", """{"customerId":"C-7"}"""));
        await facade.RollbackAsync("orders.place");
    }

    [Fact]
    public async Task A_guarded_route_asks_who_calls_and_keeps_the_token_to_itself()
    {
        var refused = await Door.AskAsync("parts.get", Get("/api/parts/1"));
        (refused.Status, refused.Headers["WWW-Authenticate"].ToString()).ShouldBe((401, "Bearer"));
        refused.Problem.ShouldNotBeNull().Detail.ShouldContain("Authorization: Bearer TOKEN");
        var token = await facade.Services.GetRequiredService<AccessTokens>().TryCreateAsync(
            new AccessGrant("parts-caller", AccessRole.Caller, ["parts"]), "test", expiresAt: null);
        var answer = await Door.AskAsync("parts.get", Get("/api/parts/1", ("Authorization", $"Bearer {token}")));
        answer.Status.ShouldBe(200);
        EchoOf(answer).Headers.Keys.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task A_frozen_route_answers()
    {
        using var shift = await facade.ShiftAsync("frozen.get", new { stage = "new", reason = "now" });
        ((int)shift.StatusCode).ShouldBe(423);
        EchoOf(await Door.AskAsync("frozen.get", Get("/api/frozen"))).Side.ShouldBe("legacy");
    }

    [Fact]
    public async Task A_dead_side_is_a_captured_502_and_counts_as_failed()
    {
        var before = await TrafficAsync("down.get");
        var answer = await Door.AskAsync("down.get", Get("/api/down"));
        (answer.Status, answer.Problem?.NothingDone).ShouldBe((502, true));
        answer.Headers["Content-Type"].ToString().ShouldBe(Problem.MediaType);
        JsonElement.Parse(answer.Body.Span).GetProperty("detail").GetString().ShouldBe(answer.Problem!.Detail);
        (await TrafficAsync("down.get")).Failed.ShouldBe(before.Failed + 1);
    }

    [Theory]
    [InlineData("orders.gett", "GET", "/api/orders/1", 503, "has no route 'orders.gett'; did you mean 'orders.get'?")]
    [InlineData("orders.get", "GET", "/api/parts/1", 404, "does not take GET /api/parts/1: it is GET /api/orders/{id}")]
    [InlineData("orders.get", "DELETE", "/api/orders/1", 404, "orders.get does not take DELETE")]
    [InlineData("search.fancy", "GET", "/api/search", 404, "with the host, query and headers of the plan")]
    [InlineData("orders.get", "GET", "/api/orders/%2e%2e%2fparts", 400, "read in more than one way")]
    public async Task What_a_caller_could_not_ask_of_a_route_is_not_asked_of_it_by_its_name(
        string route, string method, string target, int status, string why)
    {
        var answer = await Door.AskAsync(route, new ContractRequest(method, target));
        answer.Status.ShouldBe(status);
        answer.Problem.ShouldNotBeNull().Detail.ShouldContain(why);
        (await Door.BeginAsync(route, new ContractRequest(method, target))).Refusal.ShouldNotBeNull().Status.ShouldBe(status);
        (await Door.AskSideAsync(route, Side.Legacy, new ContractRequest(method, target))).Status.ShouldBe(status);
    }

    [Fact]
    public async Task One_that_only_decides_is_in_flight_until_it_is_ended_and_then_accounted_for()
    {
        await facade.ShiftAsync("ledger.get", new { stage = "canary", percent = 0, users = new[] { "A-7" }, reason = "one" });
        var before = await TrafficAsync("ledger.get");
        var revision = await facade.RevisionAsync();
        string id;
        await using (var call = await Door.BeginAsync("ledger.get", Get("/api/ledger", ("X-Account", "A-1"))))
        {
            (call.Decision?.Side, call.Target?.Name.ToString(), call.Revision)
                .ShouldBe((Side.Legacy, facade.LegacyAddress, revision));
            call.Refusal.ShouldBeNull();
            facade.InFlight.Before(revision + 1)["ledger.get"].ShouldBe(1);
            (await TrafficAsync("ledger.get")).ShouldBe(before);
            await call.EndAsync(204);
            id = call.Id;
        }

        facade.InFlight.Before(revision + 1).ShouldNotContainKey("ledger.get");
        (await TrafficAsync("ledger.get")).ShouldBe(before with { Legacy = before.Legacy + 1 });
        (await ExplainAsync(id)).GetProperty("status").GetInt32().ShouldBe(204);
    }

    [Fact]
    public async Task One_that_nobody_ends_counts_as_failed_and_a_refused_one_for_no_side()
    {
        var before = await TrafficAsync("parts.get");
        await using (var refused = await Door.BeginAsync("parts.get", Get("/api/parts/1")))
            (refused.Decision, refused.Refusal?.Status).ShouldBe((null, 401));
        (await TrafficAsync("parts.get")).ShouldBe(before);

        before = await TrafficAsync("search.plain");
        await using (await Door.BeginAsync("search.plain", Get("/api/search")))
        {
        }

        (await TrafficAsync("search.plain")).ShouldBe(before with { Legacy = before.Legacy + 1, Failed = before.Failed + 1 });
    }

    [Theory]
    [InlineData(Side.Legacy, "legacy")]
    [InlineData(Side.New, "new")]
    public async Task A_side_is_asked_whatever_is_decided_and_nothing_is_accounted_for(Side side, string name)
    {
        var before = await TrafficAsync("pays.add");
        EchoOf(await Door.AskSideAsync("pays.add", side, Post("/api/pays", "{}"))).Side.ShouldBe(name);
        (await TrafficAsync("pays.add")).ShouldBe(before);
    }

    [Fact]
    public async Task A_side_that_may_not_be_forced_is_not_asked()
    {
        var refused = await Door.AskSideAsync("search.plain", Side.New, Get("/api/search"));
        (refused.Status, refused.Problem?.Detail).ShouldBe((409, "search.plain has no new side."));
    }

    [Fact]
    public async Task The_hubs_own_token_is_kept_from_a_side_that_is_asked()
    {
        var token = facade.Admin.DefaultRequestHeaders.Authorization!.ToString();
        EchoOf(await Door.AskSideAsync("orders.get", Side.New, Get("/api/orders/1", ("Authorization", token))))
            .Headers.Keys.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task What_exceeds_a_limit_is_a_problem_and_nothing_too_large_is_sent()
    {
        var before = await TrafficAsync("orders.place");
        var sent = await Door.AskAsync("orders.place", Post("/api/orders", "{}"), AskLimits.Default with { LargestRequest = 1 });
        (sent.Status, sent.Problem?.NothingDone).ShouldBe((413, true));
        (await TrafficAsync("orders.place")).ShouldBe(before);

        var tiny = AskLimits.Default with { LargestAnswer = 10 };
        var read = await Door.AskAsync("orders.get", Get("/api/orders/1"), tiny);
        (read.Status, read.Problem?.Detail)
            .ShouldBe((502, "The side that answers this gave an answer (200) of more than 10 bytes."));
        var written = await Door.AskAsync("orders.place", Post("/api/orders", "{}"), tiny);
        (written.Status, written.Problem?.Title).ShouldBe((502, Problem.OutcomeUnknown));
    }

    [Fact]
    public async Task Whoever_has_no_more_patience_is_told_and_a_write_is_not_broken_off()
    {
        var read = await Door.AskAsync("orders.get", Get("/api/orders/endless"), Short);
        (read.Status, read.Problem?.NothingDone).ShouldBe((504, true));
        using var over = new CancellationTokenSource();
        var written = await Door.AskAsync("endless.write", Post("/api/endless", "{}"), Short, over.Token);
        (written.Status, written.Problem?.Title).ShouldBe((504, Problem.OutcomeUnknown));
        facade.InFlight.Before(long.MaxValue)["endless.write"].ShouldBe(1);
        await over.CancelAsync();
        await Eventually.HoldsAsync(() => !facade.InFlight.Before(long.MaxValue).ContainsKey("endless.write"));
    }

    [Fact]
    public async Task Whoever_gives_up_ends_the_request()
    {
        using var over = new CancellationTokenSource();
        var asking = Door.AskAsync("orders.get", Get("/api/orders/endless"), cancellation: over.Token);
        await over.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asking);
    }

    [Fact]
    public async Task A_write_under_a_key_is_carried_out_once()
    {
        var request = Post("/api/orders", "{}", ("Idempotency-Key", "asked-1"));
        var first = await Door.AskAsync("orders.place", request);
        var again = await Door.AskAsync("orders.place", request);
        again.Headers["Idempotent-Replayed"].ToString().ShouldBe("true");
        again.Body.ToArray().ShouldBe(first.Body.ToArray());
    }

    private static ContractRequest Get(string target, params (string Name, string Value)[] headers) =>
        new("GET", target) { Headers = headers.ToDictionary(h => h.Name, h => new StringValues(h.Value)) };

    private static ContractRequest Post(string target, string body, params (string Name, string Value)[] headers) =>
        new("POST", target)
        {
            Headers = headers.Append(("Content-Type", "application/json"))
                .ToDictionary(h => h.Item1, h => new StringValues(h.Item2)),
            Body = Encoding.UTF8.GetBytes(body),
        };

    private static Echo EchoOf(CapturedAnswer answer)
    {
        answer.Status.ShouldBe(200, Encoding.UTF8.GetString(answer.Body.Span));
        return JsonSerializer.Deserialize<Echo>(answer.Body.Span, JsonSerializerOptions.Web)!;
    }

    private Task<JsonElement> ExplainAsync(string id) =>
        facade.Admin.GetFromJsonAsync<JsonElement>($"/hub/api/requests/{id}");

    private async Task<Traffic> TrafficAsync(string route)
    {
        var routes = (await facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes")).GetProperty("routes");
        return routes.EnumerateArray().Single(r => r.GetProperty("id").GetString() == route).GetProperty("traffic")
            .Deserialize<Traffic>(JsonSerializerOptions.Web)!;
    }

    private sealed record Traffic(long Legacy, long New, long Failed);

    public sealed class Facade : RunningFacade
    {
        private static string Day(int fromNow) =>
            TimeProvider.System.GetUtcNow().AddDays(fromNow).ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);

        protected override IReadOnlyDictionary<string, string> MoreFiles() => new Dictionary<string, string>
        {
            ["capabilities/parts.yaml"] = $$"""
                capability: parts
                owner: parts-team
                access: token
                sides: { legacy: {{LegacyAddress}} }
                routes:
                  parts.get: GET /api/parts/{id}
                """,
            ["capabilities/frozen.yaml"] = $$"""
                capability: frozen
                owner: parts-team
                freeze: [{ name: counting, from: "{{Day(-2)}}", to: "{{Day(2)}}" }]
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  frozen.get: GET /api/frozen
                """,
            ["capabilities/pays.yaml"] = $$"""
                capability: pays
                owner: pay-team
                sides: { legacy: {{LegacyAddress}}, new: {{NewAddress}} }
                routes:
                  pays.add: POST /api/pays
                """,
            ["capabilities/endless.yaml"] = $$"""
                capability: endless
                owner: nobody
                sides: { legacy: {{LegacyAddress}} }
                routes:
                  endless.write: POST /api/endless
                """,
        };
    }
}

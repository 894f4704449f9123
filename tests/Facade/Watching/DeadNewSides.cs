using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Hub.Facade.Tests.Access;
using Hub.Platform.Identity;
using Hub.Tests;

namespace Hub.Facade.Tests.Watching;

/// <summary>A shift forward sends nobody to a side that is not there, unless it is forced; the way back asks nothing.</summary>
public sealed class DeadNewSides : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();
    private NewSide _side = null!;

    public async ValueTask InitializeAsync()
    {
        await _facade.InitializeAsync();
        _side = await NewSide.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _side.DisposeAsync();
        await _facade.DisposeAsync();
    }

    [Theory]
    [InlineData("new", null)]
    [InlineData("canary", 1.0)]
    public async Task A_side_where_nothing_listens_refuses_a_shift_forward_and_says_why(string stage, double? percent)
    {
        var gone = NewSide.AddressOfNobody();
        await ServeAsync($"\"{gone}\"");
        (await ShiftAsync(stage, percent).ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail").ShouldBe(
            $"things.get is not shifted forward: the new side {gone} does not answer "
            + "(the side refused the connection: nothing listens at its address). "
            + "Bring it up and shift again, or force the shift (--force, \"force\": true in the request), "
            + "which the audit log keeps. The way back is open all the time.");
        (await PreviewAsync(stage, percent)).Text("refused").ShouldContain("nothing listens at its address");
        (await StageAsync()).ShouldBe("legacy");
    }

    [Fact]
    public async Task A_side_that_takes_connections_and_never_answers_is_not_there()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        await ServeAsync($"\"http://{mute.LocalEndpoint}\"");
        (await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("gave no answer within 3 s");
    }

    [Theory]
    [InlineData("", 404, 200, null)]
    [InlineData("", 500, 200, null)]
    [InlineData("", 401, 200, null)]
    [InlineData("", 502, 200, "it answers 502")]
    [InlineData("", 503, 200, "it answers 503")]
    [InlineData(", health: { path: /health, every: 1h }", 404, 200, null)]
    [InlineData(", health: { path: /health, every: 1h }", 200, 500, "its health check answers 500")]
    [InlineData(", health: { path: /health, every: 1h }", 200, 404, "its health check answers 404")]
    public async Task Whoever_answers_is_there_but_for_a_gateway_s_excuse_and_a_health_check_that_fails(
        string more, int status, int health, string? why)
    {
        (_side.Status, _side.Health) = (status, health);
        await ServeAsync($"{{ to: \"{_side.Address}\"{more} }}");
        var answer = await ShiftAsync("new").ShouldBeAsync(why is null ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity);
        if (why is not null)
            answer.Text("detail").ShouldContain(why);
    }

    [Fact]
    public async Task A_hosted_side_that_nobody_runs_is_not_there()
    {
        await ServeAsync("service:things");
        (await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("it does not run on this node, and no peer is named that runs it");
    }

    [Fact]
    public async Task A_forced_shift_is_made_and_the_audit_log_keeps_why_it_had_to_be()
    {
        await ServeAsync($"\"{NewSide.AddressOfNobody()}\"");
        var done = await ShiftAsync("new", force: true).ShouldBeAsync(HttpStatusCode.OK);
        done.Text("forced").ShouldContain("nothing listens at its address");
        (await StageAsync()).ShouldBe("new");
        var audit = await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/audit?actor=ann");
        audit.EnumerateArray().ShouldContain(e => e.Text("action") == "shift"
            && e.Text("detail").Contains("legacy → new") && e.Text("detail").Contains("forced although the new side http"));
    }

    [Fact]
    public async Task To_force_a_shift_to_a_side_that_is_there_changes_nothing_and_is_not_noted()
    {
        await ServeAsync($"\"{_side.Address}\"");
        (await ShiftAsync("new", force: true).ShouldBeAsync(HttpStatusCode.OK)).TryGetProperty("forced", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task The_way_back_from_a_side_that_died_is_open()
    {
        await ServeAsync($"\"{_side.Address}\"");
        await ShiftAsync("canary", 50).ShouldBeAsync(HttpStatusCode.OK);
        await _side.DisposeAsync();
        await ShiftAsync("canary", 60).ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await ShiftAsync("canary", 40).ShouldBeAsync(HttpStatusCode.OK);
        await ShiftAsync("legacy").ShouldBeAsync(HttpStatusCode.OK);
        await ShiftAsync("new", force: true).ShouldBeAsync(HttpStatusCode.OK);
        await _facade.RollbackAsync("things.get").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_canary_most_of_whose_answers_are_failures_is_not_made_larger()
    {
        await ServeAsync($"\"{_side.Address}\"");
        _side.Status = 500;
        await ShiftAsync("canary", 50).ShouldBeAsync(HttpStatusCode.OK);
        await AskAsync(40);
        await Eventually.HoldsAsync(
            "the failures to be counted", async () => (await SideAsync("new")).Text("state") == "failing");
        (await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("of the last minute were failures (5xx)");
        await ShiftAsync("new", force: true).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData(", health: { path: /health, every: 1h }", false)]
    [InlineData(", breaker: { failures: 50%, of: 20, within: 1m, for: 1h }", false)]
    public async Task A_side_that_failed_and_has_mended_is_shifted_to_at_once(string more, bool isUsed)
    {
        await ServeAsync($"{{ to: \"{_side.Address}\"{more} }}");
        _side.Status = 500;
        await ShiftAsync("canary", 50).ShouldBeAsync(HttpStatusCode.OK);
        await AskAsync(80);
        await Eventually.HoldsAsync(
            "the failures to be counted", async () => (await SideAsync("new")).Text("state") is "failing" or "left alone");
        if (!more.Contains("health"))
            await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);

        _side.Status = 200;
        if (isUsed)
        {
            await AskAsync(40);
            await Eventually.HoldsAsync(
                "the good answers to be counted", async () => (await SideAsync("new")).Text("state") == "well");
        }

        var preview = await PreviewAsync("new", null);
        (preview.TryGetProperty("refused", out var refused) ? refused.GetString() : null).ShouldBeNull();
        await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.OK);
        using var answer = await _facade.Client.GetAsync("/api/things/C-1");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_side_that_answers_the_hub_and_still_fails_its_callers_is_not_shifted_to()
    {
        await ServeAsync($"\"{_side.Address}\"");
        (_side.Status, _side.Root) = (500, 200);
        await ShiftAsync("canary", 50).ShouldBeAsync(HttpStatusCode.OK);
        await AskAsync(40);
        await Eventually.HoldsAsync(
            "the failures to be counted", async () => (await SideAsync("new")).Text("state") == "failing");
        using var enough = new CancellationTokenSource();
        var callers = Task.Run(
            async () =>
            {
                while (!enough.IsCancellationRequested)
                    await AskAsync(10);
            },
            TestContext.Current.CancellationToken);
        await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.UnprocessableEntity);
        await enough.CancelAsync();
        await callers;
    }

    [Fact]
    public async Task In_zone_inside_whoever_approves_is_told_that_it_is_forced_and_a_side_that_died_meanwhile_holds_it_up()
    {
        using var bob = await _facade.AsAsync("bob", AccessRole.Approver);
        await ServeAsync($"\"{_side.Address}\"", "inside");
        await ShiftAsync("new").ShouldBeAsync(HttpStatusCode.Accepted);
        var asked = (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/approvals"))[0];
        asked.GetProperty("to").TryGetProperty("forced", out _).ShouldBeFalse();
        await _side.DisposeAsync();
        (await ApproveAsync(bob, asked).ShouldBeAsync(HttpStatusCode.UnprocessableEntity)).Text("detail")
            .ShouldContain("does not answer");

        var forced = await ShiftAsync("new", force: true).ShouldBeAsync(HttpStatusCode.Accepted);
        forced.Text("digest").ShouldNotBe(asked.Text("digest"));
        forced.GetProperty("to").Text("forced").ShouldContain("does not answer");
        (await ApproveAsync(bob, forced).ShouldBeAsync(HttpStatusCode.OK)).Text("forced").ShouldContain("does not answer");
        (await StageAsync()).ShouldBe("new");
    }

    private Task ServeAsync(string side, string zone = "outside") => _facade.ApplyAsync(f => f["capabilities/things.yaml"] = $$"""
        capability: things
        owner: thing-team
        zone: {{zone}}
        cohort: { key: id, from: [route id], seed: id }
        sides: { legacy: {{_facade.LegacyAddress}}, new: {{side}} }
        routes:
          things.get: GET /api/things/{id}
        """).ShouldBeAsync(HttpStatusCode.OK);

    private async Task AskAsync(int keys)
    {
        for (var n = 0; n < keys; n++)
            using (await _facade.Client.GetAsync($"/api/things/C-{n}"))
            {
            }
    }

    private Task<HttpResponseMessage> ShiftAsync(string stage, double? percent = null, bool force = false) =>
        _facade.ShiftAsync("things.get", new { stage, percent, force, reason = "go" });

    private Task<JsonElement> PreviewAsync(string stage, double? percent) => _facade.Admin.GetFromJsonAsync<JsonElement>(
        $"/hub/api/routes/things.get/preview?stage={stage}" + (percent is null ? "" : $"&percent={percent}"));

    private static Task<HttpResponseMessage> ApproveAsync(HttpClient approver, JsonElement change) =>
        approver.PostAsJsonAsync($"/hub/api/approvals/{change.Text("id")}", new { digest = change.Text("digest") });

    private async Task<string> StageAsync() => (await RouteAsync()).Text("stage");

    private async Task<JsonElement> SideAsync(string side) => (await RouteAsync()).GetProperty("sides").GetProperty(side);

    private Task<JsonElement> RouteAsync() => _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/routes/things.get");
}

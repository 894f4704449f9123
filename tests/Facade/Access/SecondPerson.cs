using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hub.Platform.Identity;

namespace Hub.Facade.Tests.Access;

/// <summary>Zone inside: a shift forward waits for a second person, the way back for nobody.</summary>
public sealed class SecondPerson : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();
    private HttpClient _ann = null!;
    private HttpClient _bob = null!;

    public async ValueTask InitializeAsync()
    {
        await _facade.InitializeAsync();
        (_ann, _bob) = (_facade.Admin, await _facade.AsAsync("bob", AccessRole.Approver));
    }

    public async ValueTask DisposeAsync()
    {
        _bob.Dispose();
        await _facade.DisposeAsync();
    }

    [Fact]
    public async Task A_shift_forward_is_put_down_and_done_when_somebody_else_approves_it()
    {
        var change = await AskAsync("canary", 10);
        (change.Text("route"), change.GetProperty("to").Text("percent"), change.Text("requestedBy"), change.Text("reason"))
            .ShouldBe(("ledger.get", "10", "ann", "go"));
        (await StageAsync()).ShouldBe("legacy");
        (await WaitingAsync()).Single().Text("id").ShouldBe(change.Text("id"));
        (await AskAsync("canary", 10)).Text("id").ShouldBe(change.Text("id"), "who asks twice waits once");

        (await ApproveAsync(_ann, change).ShouldBeAsync(HttpStatusCode.Forbidden)).Text("detail").ShouldContain("second person");
        (await StageAsync()).ShouldBe("legacy");
        (await ApproveAsync(_bob, change).ShouldBeAsync(HttpStatusCode.OK)).Text("approvedBy").ShouldBe("bob");
        (await StageAsync()).ShouldBe("canary");
        var revision = (await _ann.GetFromJsonAsync<JsonElement>("/hub/api/revisions"))[0];
        (revision.Text("author"), revision.Text("approver"), revision.Text("reason")).ShouldBe(("ann", "bob", "go"));
        (await _ann.GetFromJsonAsync<JsonElement>("/hub/api/audit/verification")).GetProperty("whole").GetBoolean()
            .ShouldBeTrue();
        (await ApproveAsync(_bob, change).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldContain("approved by bob");
        (await WaitingAsync()).ShouldBeEmpty();
        var audit = (await _ann.GetFromJsonAsync<JsonElement>("/hub/api/audit")).EnumerateArray().ToList();
        audit.ShouldContain(e => e.Text("actor") == "ann" && e.Text("action") == "shift" && e.Text("outcome") == "waits");
        audit.ShouldContain(e => e.Text("actor") == "bob" && e.Text("action") == "approve" && e.Text("outcome") == "done"
            && e.Text("detail").StartsWith("ledger.get: legacy → canary 10 %, revision 2, asked for by ann"));
        audit.First(e => e.Text("outcome") == "waits").Text("detail")
            .ShouldStartWith($"{change.Text("id")}: legacy → canary 10 % waits for a second person");
    }

    [Theory]
    [InlineData("canary", 11.0)]
    [InlineData("new", null)]
    public async Task From_a_canary_more_waits_and_less_does_not(string stage, double? percent)
    {
        await MoveAsync("canary", 10);
        await AskAsync(stage, percent);
        await _facade.ShiftAsync("ledger.get", new { stage = "canary", percent = 5, reason = "less" })
            .ShouldBeAsync(HttpStatusCode.OK);
        (await WaitingAsync()).Single().Text("changed").ShouldContain("canary 5 %");
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("new")]
    public async Task The_way_back_waits_for_nobody_from_any_stage(string stage)
    {
        await MoveAsync(stage, stage == "canary" ? 50 : null);
        await RollbackAsync().ShouldBeAsync(HttpStatusCode.OK);
        (await StageAsync()).ShouldBe("legacy");
    }

    [Fact]
    public async Task An_approval_is_void_when_the_route_has_moved_meanwhile_even_there_and_back()
    {
        var (first, second) = (await AskAsync("canary", 10), await AskAsync("canary", 20));
        await ApproveAsync(_bob, first).ShouldBeAsync(HttpStatusCode.OK);
        await RollbackAsync().ShouldBeAsync(HttpStatusCode.OK);
        (await ApproveAsync(_bob, second).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail")
            .ShouldContain("revision 2 by ann put ledger.get at canary 10 %");
        (await StageAsync()).ShouldBe("legacy");
    }

    [Fact]
    public async Task Other_routes_may_move_meanwhile_and_another_plan_may_not_come()
    {
        var change = await AskAsync("new", null);
        await _facade.ShiftAsync("orders.get", new { stage = "new", reason = "elsewhere" }).ShouldBeAsync(HttpStatusCode.OK);
        await ApproveAsync(_bob, change).ShouldBeAsync(HttpStatusCode.OK);
        await RollbackAsync().ShouldBeAsync(HttpStatusCode.OK);

        change = await AskAsync("new", null);
        await ApplyAsync("capabilities/search.yaml", text => text.Replace("search-team", "others", StringComparison.Ordinal))
            .ShouldBeAsync(HttpStatusCode.OK);
        (await ApproveAsync(_bob, change).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldContain("another plan");
    }

    [Fact]
    public async Task An_approval_that_names_another_change_is_none()
    {
        var change = await AskAsync("new", null);
        await _bob.PostAsJsonAsync($"/hub/api/approvals/{change.Text("id")}", new { digest = new string('0', 64) })
            .ShouldBeAsync(HttpStatusCode.Conflict);
        await _bob.PostAsJsonAsync("/hub/api/approvals/000000000000", new { digest = change.Text("digest") })
            .ShouldBeAsync(HttpStatusCode.NotFound);
        await _bob.PostAsJsonAsync($"/hub/api/approvals/{change.Text("id")}", new { }).ShouldBeAsync(HttpStatusCode.BadRequest);
        (await StageAsync()).ShouldBe("legacy");
    }

    [Fact]
    public async Task After_a_day_nobody_can_approve_it_any_more()
    {
        var change = await AskAsync("new", null);
        _facade.Clock.Advance(TimeSpan.FromHours(25));
        (await WaitingAsync()).ShouldBeEmpty();
        (await ApproveAsync(_bob, change).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail").ShouldContain("expired");
        await ApproveAsync(_bob, await AskAsync("new", null)).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Who_asked_takes_it_back_and_nobody_else()
    {
        var change = await AskAsync("new", null);
        var path = $"/hub/api/approvals/{change.Text("id")}";
        await _bob.DeleteAsync(path).ShouldBeAsync(HttpStatusCode.Forbidden);
        await _ann.DeleteAsync(path).ShouldBeAsync(HttpStatusCode.OK);
        (await ApproveAsync(_bob, change).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail")
            .ShouldContain("withdrawn by ann");
        await _bob.GetAsync(path).ShouldBeAsync(HttpStatusCode.Gone);
        (await _ann.GetFromJsonAsync<JsonElement>("/hub/api/audit?action=withdraw&outcome=done")).EnumerateArray().Single()
            .Text("detail").ShouldStartWith("ledger.get: withdrawn");
    }

    [Fact]
    public async Task An_approver_needs_the_capability_in_scope()
    {
        var change = await AskAsync("new", null);
        using var other = await _facade.AsAsync("carl", AccessRole.Approver, "orders");
        await ApproveAsync(other, change).ShouldBeAsync(HttpStatusCode.Forbidden);
        using var own = await _facade.AsAsync("dora", AccessRole.Approver, "ledger");
        await ApproveAsync(own, change).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("capabilities/ledger.yaml", "zone: inside", "zone: outside")]
    [InlineData("capabilities/ledger.yaml", "legacy: http", "legacy: https")]
    [InlineData(
        "capabilities/search.yaml", "routes:", "routes:\n  search.books: { match: GET /api/ledger, headers: { X-Beta: \"1\" } }")]
    [InlineData("capabilities/search.yaml", "routes:", "routes:\n  search.books: GET /api/{**rest}")]
    [InlineData("capabilities/search.yaml", "routes:", "routes:\n  search.books: HEAD /api/ledger")]
    [InlineData("capabilities/search.yaml", "routes:", "routes:\n  search.books: POST /api/ledger")]
    [InlineData("capabilities/search.yaml", "routes:", "routes:\n  search.books: DELETE /api/{name}")]
    public async Task A_plan_is_no_way_around(string path, string old, string @new)
    {
        var change = await ApplyAsync(path, text => text.Replace(old, @new, StringComparison.Ordinal))
            .ShouldBeAsync(HttpStatusCode.Accepted);
        change.Text("plan").ShouldBe(change.Text("from"));
        var served = (await _ann.GetFromJsonAsync<JsonElement>("/hub/api/plan")).Text("hash");
        served.ShouldBe(change.Text("from"));
        await ApproveAsync(_ann, change).ShouldBeAsync(HttpStatusCode.Forbidden);
        (await ApproveAsync(_bob, change).ShouldBeAsync(HttpStatusCode.OK)).Text("plan").ShouldBe(change.Text("to"));
        (await _ann.GetFromJsonAsync<JsonElement>("/hub/api/revisions"))[0].Text("approver").ShouldBe("bob");
    }

    [Fact]
    public async Task A_capability_does_not_leave_zone_inside_under_another_name() =>
        await ApplyAsync("capabilities/ledger.yaml", text => text
            .Replace("capability: ledger", "capability: books", StringComparison.Ordinal)
            .Replace("ledger.get", "books.get", StringComparison.Ordinal)
            .Replace("zone: inside", "zone: outside", StringComparison.Ordinal)).ShouldBeAsync(HttpStatusCode.Accepted);

    [Fact]
    public async Task Who_approves_a_route_that_claims_what_is_inside_has_that_in_scope()
    {
        const string Claim = "routes:\n  search.books: { match: GET /api/ledger, headers: { X-Beta: \"1\" } }";
        var change = await ApplyAsync(
            "capabilities/search.yaml", text => text.Replace("routes:", Claim, StringComparison.Ordinal))
            .ShouldBeAsync(HttpStatusCode.Accepted);
        using var search = await _facade.AsAsync("sam", AccessRole.Approver, "search");
        (await ApproveAsync(search, change).ShouldBeAsync(HttpStatusCode.Forbidden))
            .GetProperty("requiredCapabilities")[0].GetString().ShouldBe("ledger");
        using var both = await _facade.AsAsync("lea", AccessRole.Approver, "search", "ledger");
        await ApproveAsync(both, change).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_plan_that_leaves_zone_inside_as_it_is_waits_for_nobody() =>
        await ApplyAsync(
            "capabilities/ledger.yaml",
            text => text.Replace("owner: finance", "owner: finance # renamed soon", StringComparison.Ordinal))
            .ShouldBeAsync(HttpStatusCode.OK);

    private Task<JsonElement> AskAsync(string stage, double? percent) =>
        _facade.ShiftAsync("ledger.get", new { stage, percent, reason = "go" }).ShouldBeAsync(HttpStatusCode.Accepted);

    private async Task MoveAsync(string stage, double? percent) =>
        await ApproveAsync(_bob, await AskAsync(stage, percent)).ShouldBeAsync(HttpStatusCode.OK);

    private Task<HttpResponseMessage> RollbackAsync() =>
        _ann.PostAsJsonAsync("/hub/api/routes/ledger.get/rollback", new { reason = "back" });

    private static Task<HttpResponseMessage> ApproveAsync(HttpClient approver, JsonElement change) =>
        approver.PostAsJsonAsync($"/hub/api/approvals/{change.Text("id")}", new { digest = change.Text("digest") });

    private async Task<string> StageAsync() =>
        (await _ann.GetFromJsonAsync<JsonElement>("/hub/api/routes/ledger.get")).Text("stage");

    private async Task<List<JsonElement>> WaitingAsync() =>
        [.. (await _ann.GetFromJsonAsync<JsonElement>("/hub/api/approvals")).EnumerateArray()];

    private async Task<HttpResponseMessage> ApplyAsync(string path, Func<string, string> change)
    {
        var served = await _ann.GetFromJsonAsync<JsonElement>("/hub/api/plan");
        var files = served.GetProperty("files").EnumerateObject().ToDictionary(f => f.Name, f => f.Value.GetBytesFromBase64());
        var text = Encoding.UTF8.GetString(files[path]);
        change(text).ShouldNotBe(text);
        files[path] = Encoding.UTF8.GetBytes(change(text));
        return await _ann.PostAsJsonAsync("/hub/api/plan", new { files, reason = "test" });
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Facade.Admin;
using Hub.Facade.Cutover.Approvals;
using Hub.Platform.Identity;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Tests.Access;

/// <summary>The audit log as it is asked for, and what floods it with refusals.</summary>
public sealed class AuditListing : IAsyncLifetime
{
    private readonly RunningFacade _facade = new();

    public ValueTask InitializeAsync() => _facade.InitializeAsync();

    public ValueTask DisposeAsync() => _facade.DisposeAsync();

    [Fact]
    public async Task It_is_filtered_and_read_in_pages()
    {
        using var orders = await _facade.AsAsync("orders-op", AccessRole.Operator, "orders");
        await Rollback(orders, "orders.get").ShouldBeAsync(HttpStatusCode.OK);
        await Rollback(orders, "search.plain").ShouldBeAsync(HttpStatusCode.Forbidden);
        await Rollback(_facade.Admin, "orders.place").ShouldBeAsync(HttpStatusCode.OK);
        var since = _facade.Clock.GetUtcNow();
        await Rollback(_facade.Admin, "orders.get").ShouldBeAsync(HttpStatusCode.OK);
        await FoundAsync("", 4, 3, 2, 1);
        await FoundAsync("?actor=ann", 4, 3);
        await FoundAsync("?actor=orders-op&outcome=refused", 2);
        await FoundAsync("?action=rollback&limit=1", 4);
        await FoundAsync("?route=orders.get", 4, 1);
        await FoundAsync("?capability=orders", 4, 3, 1);
        await FoundAsync("?capability=orders&route=search.plain");
        await FoundAsync($"?since={Uri.EscapeDataString(since.ToString("O"))}", 4);
        await FoundAsync($"?until={Uri.EscapeDataString(since.ToString("O"))}", 3, 2, 1);
        await FoundAsync("?since=1h", 4, 3, 2, 1);
        await FoundAsync("?until=2000-01-01");
        await FoundAsync("?before=3&limit=1", 2);
        await FoundAsync("?after=1&limit=2", 2, 3);
    }

    [Theory]
    [InlineData("?actr=ann", "'actr' is not a parameter")]
    [InlineData("?Actor=ann", "'Actor' is not a parameter")]
    [InlineData("?actor=", "'actor' is given once, with a value")]
    [InlineData("?actor=ann&actor=bob", "'actor' is given once, with a value")]
    [InlineData("?since=soon", "'since' is a time such as")]
    [InlineData("?limit=0", "'limit' is a number from 1 to 1000")]
    [InlineData("?limit=many", "'limit' is a number from 1 to 1000")]
    [InlineData("?limit=1001", "'limit' is a number from 1 to 1000")]
    [InlineData("?before=-1", "'before' is the number of an entry")]
    [InlineData("?before=1&after=1", "give one of them")]
    [InlineData("?capability=order", "The plan has no capability 'order'")]
    [InlineData("?route=orders.gett", "There is no route 'orders.gett'; did you mean 'orders.get'?")]
    [InlineData("?route=nothing-like-it", "There is no route 'nothing-like-it'; ./hub routes lists those of the plan served.")]
    [InlineData("?route=ORDERS.GET&limit=0", "There is no route 'ORDERS.GET'; did you mean 'orders.get'?")]
    [InlineData("?route=orders.gett&limit=0", "'limit' is a number from 1 to 1000")]
    [InlineData("?x=1&limit=0", "'limit' is a number")]
    [InlineData("/verification?revision=1", "The only parameter is 'revisions'")]
    [InlineData("/verification?revisions=1,x", "The only parameter is 'revisions'")]
    public async Task A_parameter_that_is_not_understood_is_400(string query, string why) =>
        (await _facade.Admin.GetAsync($"/hub/api/audit{query}").ShouldBeAsync(HttpStatusCode.BadRequest)).Text("detail")
            .ShouldContain(why);

    [Fact]
    public async Task A_route_that_the_plan_has_lost_is_found_by_what_was_done_to_it()
    {
        await Rollback(_facade.Admin, "orders.gone").ShouldBeAsync(HttpStatusCode.NotFound);
        await FoundAsync("?route=orders.gone", 1);
        await FoundAsync("?route=orders.gone&until=2000-01-01");
        await FoundAsync("?target=nobody");
    }

    [Fact]
    public async Task A_callers_refusals_are_counted_once_there_are_many_whatever_their_paths_and_reasons()
    {
        using var small = await _facade.AsAsync("small", AccessRole.Viewer);
        using var big = await _facade.AsAsync("big", AccessRole.Operator);
        for (var n = 0; n < 40; n++)
        {
            await Rollback(small, $"any-{n}").ShouldBeAsync(HttpStatusCode.Forbidden);
            await Rollback(big, $"any-{n}").ShouldBeAsync(HttpStatusCode.NotFound);
        }

        await CountedAsync("small", 30);
        await CountedAsync("big", 30);
        // In the next minute the first ones are written again.
        await Rollback(small, "orders.get").ShouldBeAsync(HttpStatusCode.Forbidden);
        (await EntriesAsync("?actor=small&limit=1"))[0].Text("target").ShouldBe("orders.get");
    }

    [Fact]
    public async Task Many_small_tokens_together_make_no_more_entries_than_some()
    {
        for (var n = 0; n < 60; n++)
        {
            using var caller = await _facade.AsAsync($"caller-{n}", AccessRole.Caller);
            await Rollback(caller, "orders.get").ShouldBeAsync(HttpStatusCode.Forbidden);
        }

        await CountedAsync("hub", 60 - RefusedWrites.Callers);
        (await EntriesAsync("?action=rollback&limit=1000")).Count.ShouldBe(RefusedWrites.Callers + 1);
    }

    [Fact]
    public async Task A_refused_change_of_anothers_is_not_lost_in_the_count_of_others()
    {
        using var loud = await _facade.AsAsync("loud", AccessRole.Viewer);
        for (var n = 0; n < 100; n++)
            await Rollback(loud, "orders.get").ShouldBeAsync(HttpStatusCode.Forbidden);
        using var quiet = await _facade.AsAsync("quiet", AccessRole.Viewer);
        await Rollback(quiet, "orders.place").ShouldBeAsync(HttpStatusCode.Forbidden);
        (await EntriesAsync("?actor=quiet")).ShouldHaveSingleItem().Text("target").ShouldBe("orders.place");
    }

    [Fact]
    public async Task Reasons_names_and_paths_are_bounded()
    {
        var long1 = new string('x', 5000);
        (await _facade.ShiftAsync("orders.get", new { stage = "new", reason = long1 }).ShouldBeAsync(HttpStatusCode.BadRequest))
            .Text("detail").ShouldBe("$.reason: at most 1000 characters; it has 5000.");
        await _facade.ShiftAsync("orders.get", new { stage = "new", reason = "a\0b" }).ShouldBeAsync(HttpStatusCode.BadRequest);
        (await _facade.ApplyAsync(f => f["hub.yaml"] += "\n# changed").ShouldBeAsync(HttpStatusCode.OK)).Text("revision")
            .ShouldBe("2");
        // A way back is never refused for its words.
        await _facade.ShiftAsync("orders.get", new { stage = "new", reason = "go" }).ShouldBeAsync(HttpStatusCode.OK);
        await _facade.Admin.PostAsJsonAsync("/hub/api/routes/orders.get/rollback", new { reason = long1 })
            .ShouldBeAsync(HttpStatusCode.OK);
        (await _facade.Admin.GetFromJsonAsync<JsonElement>("/hub/api/revisions"))[0].Text("reason")
            .ShouldBe(new string('x', 1000) + "… (cut, 5000 characters)");
        var refused = await Rollback(_facade.Admin, new string('r', 5000)).ShouldBeAsync(HttpStatusCode.NotFound);
        refused.Text("detail").Length.ShouldBeLessThan(300);
        (await EntriesAsync("?outcome=refused&limit=1"))[0].Text("target").ShouldEndWith("(cut, 5000 characters)");
        var many = Enumerable.Range(0, 10_000).Select(n => $"no-{n}");
        (await _facade.Admin.PostAsJsonAsync("/hub/api/tokens", new { name = "x", role = "viewer", capabilities = many })
            .ShouldBeAsync(HttpStatusCode.BadRequest)).Text("detail").ShouldBe(
                "$.capabilities: at most 200; a token without any holds for all.");
    }

    [Fact]
    public async Task One_person_has_no_more_than_some_changes_waiting()
    {
        for (var n = 0; n < ApprovalRequests.Most; n++)
            await AskAsync(n).ShouldBeAsync(HttpStatusCode.Accepted);
        (await AskAsync(ApprovalRequests.Most).ShouldBeAsync(HttpStatusCode.Conflict)).Text("detail")
            .ShouldContain("take some back");
        await AskAsync(0).ShouldBeAsync(HttpStatusCode.Accepted);

        Task<HttpResponseMessage> AskAsync(int n) =>
            _facade.ShiftAsync("ledger.get", new { stage = "canary", percent = 1, reason = $"reason {n}" });
    }

    private async Task CountedAsync(string actor, int more)
    {
        _facade.Clock.Advance(RefusedWrites.Window);
        await Hub.Tests.Eventually.HoldsAsync($"{actor}'s refusals to be counted", async () =>
            (await EntriesAsync($"?actor={actor}")).Any(e =>
                e.Text("detail").StartsWith($"{more} more refused", StringComparison.Ordinal)));
        if (actor != "hub")
            (await EntriesAsync($"?actor={actor}&limit=1000")).Count.ShouldBe(RefusedWrites.OfCaller + 1);
    }

    private async Task FoundAsync(string query, params int[] numbers) =>
        (await EntriesAsync(query)).Select(e => e.GetProperty("number").GetInt32()).ShouldBe(numbers);

    private async Task<List<JsonElement>> EntriesAsync(string query) =>
        [.. (await _facade.Admin.GetAsync($"/hub/api/audit{query}").ShouldBeAsync(HttpStatusCode.OK)).EnumerateArray()];

    private static Task<HttpResponseMessage> Rollback(HttpClient client, string route) =>
        client.PostAsJsonAsync($"/hub/api/routes/{route}/rollback", new { reason = "test" });
}

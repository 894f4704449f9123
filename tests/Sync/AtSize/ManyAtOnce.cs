using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Identity;
using Hub.Platform.Jobs;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Conflicts;
using Hub.Sync.Searching;
using Hub.Sync.Tests.Bonds;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.AtSize;

public sealed class ManyAtOnce_on_SQLite() : ManyAtOnce(StoreEngine.Sqlite);

public sealed class ManyAtOnce_on_PostgreSQL() : ManyAtOnce(StoreEngine.Postgres);

/// <summary>What a search finds is replayed, dropped or resolved as a job, each once and each audited.</summary>
public abstract class ManyAtOnce(StoreEngine engine) : TwoSides(engine)
{
    private const string Parked = "/hub/api/sync/parked";
    private readonly FakeSystem _legacy = new("L", Side.Legacy);
    private readonly FakeSystem _new = new("N", Side.New);

    [Fact]
    public async Task What_a_search_finds_is_replayed_and_what_is_refused_again_stays_parked()
    {
        await using var hub = await ParkedAsync(130);
        _new.Refuses = c => c.Key == "K-7" ? "still no" : null;
        using var client = hub.Client();
        var run = await StartAsync(client, $"{Parked}/replay?link=orders&reason=no", new { reason = "articles are there" }, 130);
        var ended = await EndedAsync(hub, run);
        (ended.State, ended.Progress!.Done, ended.Progress.Total, ended.Progress.Text)
            .ShouldBe(("succeeded", 130, 130, "129 applied, 1 still parked"));
        (await hub.Parked.ListAsync()).ShouldHaveSingleItem().Reason.ShouldBe("still no");
        _new.Effects.Select(e => e.Key).Distinct().Count().ShouldBe(129);
        var audited = await AuditedAsync(hub, "replay");
        audited.Count.ShouldBe(130);
        audited.Where(e => e.Outcome == "refused").ShouldHaveSingleItem().Detail
            .ShouldBe("still parked; one of 130; reason: articles are there");
    }

    [Fact]
    public async Task Parked_changes_of_one_record_are_replayed_in_their_order_and_others_flow_meanwhile()
    {
        _new.Refuses = c => c.Key == "K" ? "no" : null;
        for (var n = 1; n <= 5; n++)
        {
            _legacy.Write("K", n);
            _legacy.Write($"other-{n}", n);
        }

        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new, jobs: true);
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 5);
        await Eventually.HoldsAsync(() => _new.Effects.Count == 5);
        _new.Effects.ShouldAllBe(e => e.Key.StartsWith("other-", StringComparison.Ordinal));
        _new.Refuses = _ => null;
        using var client = hub.Client();
        await EndedAsync(hub, await StartAsync(client, $"{Parked}/replay?key=K", new { reason = "x" }, 5));
        _new.Effects.Skip(5).ShouldBe([("K", 1L), ("K", 2L), ("K", 3L), ("K", 4L), ("K", 5L)]);
    }

    [Fact]
    public async Task One_that_fails_for_a_moment_is_not_overtaken_by_later_changes_of_its_record()
    {
        _new.Refuses = _ => "no";
        for (var n = 1; n <= 5; n++)
            _legacy.Write("K", n);
        await using var hub = await TestHub.StartAsync(Stores, _legacy, _new, jobs: true);
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 5);
        var failures = 1;
        _new.Refuses = _ => null;
        _new.Before = (c, _) => c.Version == 2 && Interlocked.Decrement(ref failures) == 0
            ? throw new ServiceKit.Changes.ChangeTargetUnavailableException("for a moment")
            : Task.CompletedTask;
        using var client = hub.Client();
        await EndedAsync(hub, await StartAsync(client, $"{Parked}/replay", new { reason = "x" }, 5));
        _new.Effects.ShouldBe([("K", 1L), ("K", 2L), ("K", 3L), ("K", 4L), ("K", 5L)]);
    }

    [Fact]
    public async Task What_is_parked_after_it_was_asked_for_is_not_meant()
    {
        await using var hub = await ParkedAsync(3);
        using var client = hub.Client();
        _new.Before = (c, _) => c.Key == "K-late"
            ? Task.CompletedTask
            : Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Any(p => p.Key == "K-late"));
        _new.Refuses = c => c.Key == "K-late" ? "no" : null;
        var run = await StartAsync(client, $"{Parked}/replay", new { reason = "x" }, 3);
        _legacy.Write("K-late", 1);
        (await EndedAsync(hub, run)).Progress!.Text.ShouldBe("3 applied");
        (await hub.Parked.ListAsync()).ShouldHaveSingleItem().Key.ShouldBe("K-late");
    }

    [Fact]
    public async Task Another_process_goes_on_where_one_was_killed_and_nothing_is_done_or_audited_twice()
    {
        var first = await ParkedAsync(150);
        _new.Refuses = _ => null;
        var applied = 0;
        _new.After = (_, token) =>
            Interlocked.Increment(ref applied) > 40 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        using (var client = first.Client())
            await StartAsync(client, $"{Parked}/replay", new { reason = "x" }, 150);
        // How many more are under way depends on the partitions that their keys fall into.
        await Eventually.HoldsAsync(() => applied > 40);
        await first.KillAsync();

        _new.After = (_, _) => Task.CompletedTask;
        await using var second = await TestHub.StartAsync(Stores, _legacy, _new, jobs: true);
        await Eventually.HoldsAsync(
            "the second process to end it",
            async () => (await second.Parked.ListAsync()).Count == 0
                && second.Jobs.Runs("parked-replay", 10).Single().State == "succeeded",
            120);
        _new.Effects.Count.ShouldBe(150);
        var audited = (await AuditedAsync(second, "replay")).Where(e => e.Outcome == "done").ToList();
        audited.Select(e => e.Target).Distinct().Count().ShouldBe(150, string.Join('\n', (await AuditedAsync(second, "replay"))
            .Where(e => e.Outcome != "done").Select(e => $"{e.Target}: {e.Detail}")));
        audited.Count.ShouldBe(150);
        second.Jobs.Runs("parked-replay", 10).Single().Progress!.Text.ShouldBe("150 applied");
    }

    [Fact]
    public async Task A_target_that_is_down_ends_it_and_says_why_and_all_stay_parked()
    {
        await using var hub = await ParkedAsync(20);
        _new.Refuses = _ => null;
        _new.Before = (_, _) => throw new ServiceKit.Changes.ChangeTargetUnavailableException("the service is down");
        using var client = hub.Client();
        var run = await StartAsync(client, $"{Parked}/replay", new { reason = "x" }, 20);
        var ended = await EndedAsync(hub, run);
        ended.State.ShouldBe("failed");
        ended.History[0].Reason!.ShouldStartWith(
            "Stopped after 20 of 20, as none of the last 20 went through: the side could not be asked.");
        (await hub.Parked.ListAsync()).Count.ShouldBe(20);
    }

    [Fact]
    public async Task Many_are_dropped_with_a_reason_and_a_search_that_finds_none_begins_nothing()
    {
        await using var hub = await ParkedAsync(12);
        using var client = hub.Client();
        using var none = await client.PostAsJsonAsync($"{Parked}/drop?key=K-99", new { reason = "x" });
        none.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await none.Content.ReadAsStringAsync()).ShouldContain("No change is parked of key K-99");
        using var silent = await client.PostAsJsonAsync($"{Parked}/drop", new { why = "x" });
        silent.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var run = await StartAsync(client, $"{Parked}/drop?key=K-3", new { reason = "made by hand" }, 1);
        (await EndedAsync(hub, run)).Progress!.Text.ShouldBe("1 dropped");
        (await hub.Parked.ListAsync()).Count.ShouldBe(11);
        (await AuditedAsync(hub, "drop")).ShouldHaveSingleItem().Detail.ShouldBe("dropped; one of 1; reason: made by hand");
    }

    [Fact]
    public async Task Many_conflicts_are_resolved_with_one_sides_values()
    {
        await using var hub = await StartAsync(ConflictRule.Park, jobs: true);
        foreach (var n in new[] { 1, 2, 3 })
        {
            Legacy.Make($"{{'limit':1,'name':'c{n}'}}");
            await Eventually.HoldsAsync(() => New.Read($"N-{n}") is not null);
        }

        await hub.CaughtUpAsync();
        Mute(true);
        foreach (var n in new[] { 1, 2, 3 })
        {
            Legacy.Edit($"L-{n}", "{'limit':2}");
            New.Edit($"N-{n}", "{'limit':3}");
        }

        Mute(false);
        await Eventually.HoldsAsync(async () => (await hub.Conflicts.CountAsync(RecordSearch.All)) == 3);
        // Until both directions have met each of them.
        await RestAsync(hub);
        using var client = hub.Client();
        (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/conflicts?link=orders&key=L-2"))!.Count.ShouldBe(1);
        foreach (var (field, count) in new[] { ("limit", 3), ("lim", 0), ("name", 0), ("li_it", 0) })
            (await client.GetFromJsonAsync<JsonArray>($"/hub/api/sync/conflicts?field={field}"))!.Count.ShouldBe(count, field);
        var page = (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/conflicts?limit=2"))!;
        (await client.GetFromJsonAsync<JsonArray>($"/hub/api/sync/conflicts?after={page[1]!["id"]}"))!.Count.ShouldBe(1);
        using var odd = await client.PostAsJsonAsync("/hub/api/sync/conflicts/resolve", new { use = "both", reason = "x" });
        odd.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var run = await StartAsync(
            client, "/hub/api/sync/conflicts/resolve?link=orders", new { use = "legacy", reason = "x" }, 3);
        (await EndedAsync(hub, run)).Progress!.Text.ShouldBe("3 legacy");
        await Eventually.HoldsAsync(() => New.Read("N-1")!.Contains("'limit':2", StringComparison.Ordinal)
            && New.Read("N-3")!.Contains("'limit':2", StringComparison.Ordinal));
        (await hub.Conflicts.ListAsync(RecordSearch.All, ConflictCursor.Start, 10)).ShouldBeEmpty();
        (await AuditedAsync(hub, "resolve")).Count.ShouldBe(3);
        (await hub.Conflicts.PruneAsync(TimeProvider.System.GetUtcNow().AddDays(1))).ShouldBe(3);
    }

    private async Task<TestHub> ParkedAsync(int count)
    {
        _new.Refuses = _ => "no such article";
        for (var n = 0; n < count; n++)
            _legacy.Write($"K-{n}", n);
        var hub = await TestHub.StartAsync(Stores, _legacy, _new, jobs: true);
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == count);
        return hub;
    }

    private static async Task<string> StartAsync(HttpClient client, string path, object body, long count)
    {
        using var answer = await client.PostAsJsonAsync(path, body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var started = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        started["count"]!.GetValue<long>().ShouldBe(count);
        return $"{started["job"]} {started["run"]}";
    }

    private static async Task<JobRunView> EndedAsync(TestHub hub, string run)
    {
        var (job, id) = (run.Split(' ')[0], run.Split(' ')[1]);
        JobRunView View() => hub.Jobs.Runs(job, 10).Single(r => r.Id == id);
        await Eventually.HoldsAsync("the run to end", () => Task.FromResult(View().State is "succeeded" or "failed"), 60);
        return View();
    }

    private static async Task<IReadOnlyList<AuditEntry>> AuditedAsync(TestHub hub, string action) =>
        await hub.Audit.ListAsync(new AuditQuery { Action = action, Limit = 1000 });
}

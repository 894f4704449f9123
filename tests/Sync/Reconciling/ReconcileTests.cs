using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Reconciling;

public sealed class ReconcileTests_on_SQLite() : ReconcileTests(StoreEngine.Sqlite);

public sealed class ReconcileTests_on_PostgreSQL() : ReconcileTests(StoreEngine.Postgres);

/// <summary>What a comparison of both sides finds, and what it does not call drift.</summary>
public abstract class ReconcileTests(StoreEngine engine) : Reconciled(engine)
{
    [Fact]
    public async Task Planted_drift_of_every_kind_is_found_by_record_and_field_and_no_value_is_told()
    {
        await using var hub = await StartWithAsync(30);
        var equal = await FoundAsync(hub);
        (equal["state"]!.ToString(), equal["compared"]!.GetValue<int>(), equal["drift"]!.GetValue<int>())
            .ShouldBe(("verified", 30, 0));
        (await hub.StatusOfAsync("orders", Side.Legacy)).Reconciled!.Text.ShouldStartWith("verified ");
        (await hub.StatusOfAsync("orders", Side.New)).Reconciled.ShouldBeNull();

        var (value, deep, lost, kept) = (AtNew(3), AtNew(4), AtNew(5), AtNew(6));
        New.Plant(value, "{'limit':99,'note':'secret'}");
        Legacy.Plant("L-4", "{'address':{'city':'Bern','zip':1},'phones':['1','2']}");
        New.Plant(deep, "{'address':{'city':'Basel','zip':1.0},'phones':['1']}");
        New.Lose(lost);
        Legacy.Lose("L-6");
        New.Plant("N-extra", "{'limit':1}");
        Legacy.Plant("L-extra", "{'limit':1}");
        // The same in another way: numbers by value, null and absent alike.
        Legacy.Plant("L-7", "{'limit':7.00}");
        New.Plant(AtNew(8), "{'note':null}");

        var found = await FoundAsync(hub);
        Records(found).ShouldBe(new[]
        {
            $"{value} differs limit: a number / a number; note: nothing / text, 6 characters",
            $"{deep} differs address.city: text, 4 characters / text, 5 characters; phones: list, 2 entries / list, 1 entry",
            $"{lost} onlyAtLegacy ", $"{kept} onlyAtNew ", "N-extra onlyAtNew ", "L-extra onlyAtLegacy ",
        }.Order(StringComparer.Ordinal));
        (found["state"]!.ToString(), found["drift"]!.GetValue<int>(), found["missingAt"]).ShouldBe(("drift", 6, null));
        found.ToJsonString().ShouldNotContain("secret");
        (await hub.StatusOfAsync("orders", Side.Legacy)).Reconciled!.Text.ShouldStartWith("drift: 6 records, found ");
        var audited = await AuditedAsync(hub, "reconcile");
        audited[0].Detail.ShouldStartWith("service:orders: 32 records compared with adapter:erp, drift: 6 records");
        New.Writes.ShouldBe(30);
        Legacy.Writes.ShouldBe(0);
    }

    /// <summary>Acceptance case 8.</summary>
    [Fact]
    public async Task Changes_on_both_sides_while_it_runs_are_no_drift()
    {
        await using var hub = await StartWithAsync(40);
        using var ended = new CancellationTokenSource();
        var keys = Enumerable.Range(1, 40).Select(AtNew).ToList();
        var writing = Task.Run(async () =>
        {
            for (var n = 0; !ended.IsCancellationRequested; n++)
            {
                // Two values only, so that readings may find the same twice by chance.
                Legacy.Edit($"L-{(n % 40) + 1}", $"{{'limit':{n % 2}}}");
                New.Edit(keys[(n * 7) % 40], $"{{'note':'{n % 3}'}}");
                if (n % 10 == 0)
                    Legacy.Make($"{{'name':'made {n}'}}");
                // No more than the hub can carry over, on whatever machine.
                do
                    await Task.Delay(5);
                while (!ended.IsCancellationRequested
                    && (await hub.StatusAsync()).Any(s => s.Lag > TimeSpan.FromMilliseconds(500)));
            }
        });
        for (var run = 0; run < 3; run++)
        {
            var found = await FoundAsync(hub);
            Records(found).ShouldBeEmpty();
            found["drift"]!.GetValue<int>().ShouldBe(0);
        }

        await ended.CancelAsync();
        await writing;
        await hub.CaughtUpAsync();
        New.Plant(AtNew(2), "{'limit':77}");
        Records(await FoundAsync(hub)).ShouldBe([$"{AtNew(2)} differs limit: a number / a number"]);
    }

    [Fact]
    public async Task A_barrier_that_a_busy_reader_has_not_heard_of_in_time_is_passed_all_the_same()
    {
        await using var hub = await StartWithAsync(1);
        // Of another process, and nobody is told.
        var barriers = new Barriers(hub.Store);
        var streams = new[] { "orders: adapter:erp > service:orders", "orders: service:orders > adapter:erp" };
        var number = await barriers.RaiseAsync("orders", streams);
        number.ShouldBeGreaterThan(0);
        var edits = 0;
        await Eventually.HoldsAsync("the barrier to be passed", async () =>
        {
            Legacy.Edit("L-1", $"{{'limit':{++edits}}}");
            New.Edit("N-1", $"{{'note':'{edits}'}}");
            var standings = await barriers.StandingsAsync();
            return streams.All(s => standings[s].Passed >= number);
        }, 60);
    }

    [Fact]
    public async Task What_is_in_conflict_or_parked_is_told_as_such()
    {
        await using var hub = await TestHubWithParkedConflictAsync();
        var found = await FoundAsync(hub);
        found["drift"]!.GetValue<int>().ShouldBe(0);
        found["text"]!.ToString().ShouldEndWith("; not judged: 1 in conflict, 1 parked");
        (await hub.Conflicts.CountAsync(Searching.RecordSearch.All)).ShouldBe(1);
    }

    [Fact]
    public async Task A_side_that_cannot_be_listed_ends_it_and_nothing_is_called_drift()
    {
        await using var hub = await StartWithAsync(12);
        await FoundAsync(hub);
        New.Plant(AtNew(3), "{'limit':99}");
        Legacy.Unlisted = "erp does not answer";
        var run = await CompareAsync(hub);
        (run.State, run.History[0].Reason).ShouldBe((
            "failed",
            "orders: adapter:erp > service:orders was not compared: erp does not answer. Nothing was called drift, and the last "
            + "comparison stays."));
        (await hub.StatusOfAsync("orders", Side.Legacy)).Reconciled!.State.ShouldBe("verified");
    }

    [Fact]
    public async Task A_side_that_lists_nothing_is_told_as_perhaps_broken()
    {
        await using var hub = await StartWithAsync(25);
        foreach (var n in Enumerable.Range(1, 25))
            Legacy.Lose($"L-{n}");
        var found = await FoundAsync(hub);
        (found["drift"]!.GetValue<int>(), found["missingAt"]!.ToString()).ShouldBe((25, "adapter:erp"));
    }

    [Fact]
    public async Task A_run_that_was_killed_begins_anew_in_another_process_and_finds_what_there_is()
    {
        var first = await StartWithAsync(30);
        New.Plant(AtNew(3), "{'limit':99}");
        var (pages, id) = (0, "");
        Legacy.BetweenPages = () => ++pages == 3 ? Task.Delay(Timeout.Infinite) : Task.CompletedTask;
        using (var client = first.Client())
        {
            using var answer = await client.PostAsync(Path, null);
            using var again = await client.PostAsync(Path, null);
            var run = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
            var same = (await again.Content.ReadFromJsonAsync<JsonObject>())!;
            id = run["run"]!.ToString();
            (same["run"]!.ToString(), same["joined"]!.GetValue<bool>()).ShouldBe((id, true));
        }

        await Eventually.HoldsAsync(() => pages == 3);
        await first.KillAsync();
        Legacy.BetweenPages = () => Task.CompletedTask;
        await using var second = await StartAsync(jobs: true);
        (await EndedAsync(second, "reconcile", id)).State.ShouldBe("succeeded");
        using var other = second.Client();
        Records((await other.GetFromJsonAsync<JsonArray>(Path))!.Single()!.AsObject())
            .ShouldBe([$"{AtNew(3)} differs limit: a number / a number"]);
    }

    [Fact]
    public async Task A_link_that_is_unknown_or_was_never_compared_is_said()
    {
        await using var hub = await StartAsync(jobs: true);
        using var client = hub.Client();
        using var never = await client.GetAsync(Path);
        never.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await never.Content.ReadAsStringAsync()).ShouldContain("orders was never compared; ./hub sync reconcile orders");
        using var unknown = await client.PostAsync("/hub/api/sync/links/ordres/reconcile", null);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("did you mean 'orders'?");
    }

    [Fact]
    public async Task By_the_clock_only_links_are_compared_that_the_plan_wants_compared_by_now()
    {
        Legacy.Make("{'limit':1}");
        await using var hub = await StartAsync(jobs: true);
        await Eventually.HoldsAsync(() => New.Read("N-1") is not null);
        async Task<string> RunAsync() =>
            (await EndedAsync(hub, "reconcile", hub.Jobs.Start("reconcile", null, null, "the clock"))).Progress!.Text;
        (await RunAsync()).ShouldBe("no link is due");
        hub.Serve(TestHub.Plan(TestHub.Link(bothWays: true) with { Reconcile = TimeSpan.FromMinutes(10) }));
        (await RunAsync()).ShouldStartWith("service:orders: 1 record compared with adapter:erp, verified ");
        (await RunAsync()).ShouldBe("no link is due");
        (await AuditedAsync(hub, "reconcile")).ShouldHaveSingleItem().Actor.ShouldBe("the plan");
    }

    private async Task<TestHub> TestHubWithParkedConflictAsync()
    {
        Legacy.Make("{'limit':1,'name':'c1'}");
        Legacy.Make("{'limit':1,'name':'c2'}");
        var hub = await StartAsync(ConflictRule.Park, jobs: true);
        await Eventually.HoldsAsync(() => New.Read("N-1") is not null && New.Read("N-2") is not null);
        await hub.CaughtUpAsync();
        var conflict = AtNew(1);
        Mute(true);
        Legacy.Edit("L-1", "{'limit':2}");
        New.Edit(conflict, "{'limit':3}");
        Mute(false);
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        New.Refuses = _ => "too large";
        Legacy.Edit("L-2", "{'limit':4}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Any(p => p.Key == "L-2"));
        return hub;
    }
}

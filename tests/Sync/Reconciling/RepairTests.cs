using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Jobs;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Reconciling;

public sealed class RepairTests_on_SQLite() : RepairTests(StoreEngine.Sqlite);

public sealed class RepairTests_on_PostgreSQL() : RepairTests(StoreEngine.Postgres);

/// <summary>What a repair does, and what it leaves.</summary>
public abstract class RepairTests(StoreEngine engine) : Reconciled(engine)
{
    private const string RepairPath = "/hub/api/sync/links/orders/repair";

    [Fact]
    public async Task A_repair_gives_each_record_what_its_owner_holds_and_is_audited_one_by_one()
    {
        await using var hub = await StartWithAsync(12);
        var (value, lost, gone) = (AtNew(3), AtNew(5), AtNew(6));
        New.Plant(value, "{'limit':99,'note':'typed in past everything'}");
        New.Lose(lost);
        Legacy.Lose("L-6");
        New.Plant("N-extra", "{'limit':1}");
        var found = await FoundAsync(hub);
        found["records"]!.AsArray().ToDictionary(r => r!["key"]!.ToString(), r => $"{r!["repair"]} {r["at"]}").ShouldBe(
            new Dictionary<string, string>
            {
                [value] = "write service:orders", [lost] = "write service:orders", [gone] = "delete service:orders",
                ["N-extra"] = "leave ",
            },
            ignoreOrder: true);

        var run = await RepairAsync(hub);
        (run.State, run.Progress!.Text).ShouldBe(("succeeded", "3 repaired, 1 left as they were"));
        New.Read(value).ShouldBe("{'limit':3,'name':'c3'}");
        New.Read(lost).ShouldBe("{'limit':5,'name':'c5'}");
        New.Read(gone).ShouldBeNull();
        using var client = hub.Client();
        var after = (await client.GetFromJsonAsync<JsonArray>(Path))!.Single()!.AsObject();
        after["drift"]!.GetValue<int>().ShouldBe(1);
        after["records"]!.AsArray().ShouldHaveSingleItem()!["left"]!.ToString().ShouldBe(
            "it never was in adapter:erp: change it once in service:orders, which brings it over, or delete it there");
        var audited = await AuditedAsync(hub, "repair");
        audited.Where(e => e.Outcome == "done").Select(e => $"{e.Target}: {e.Detail}").ShouldBe(
            [
                $"orders {value}: service:orders: limit, note; reason: a script",
                $"orders {lost}: service:orders: onlyAtLegacy; reason: a script",
                $"orders {gone}: service:orders: onlyAtNew; reason: a script",
            ],
            ignoreOrder: true);

        // The feed tells what both sides hold now.
        var fed = (await client.GetFromJsonAsync<JsonObject>($"/hub/records/orders/{value}"))!;
        fed["data"]!["limit"]!.GetValue<int>().ShouldBe(3);
        (await client.GetAsync($"/hub/records/orders/{gone}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        // What was written comes back to nobody, and later changes meet the new base.
        New.Edit(value, "{'note':'later'}");
        Legacy.Edit("L-5", "{'limit':50}");
        await Eventually.HoldsAsync(() => Legacy.Read("L-3") == "{'limit':3,'name':'c3','note':'later'}");
        await Eventually.HoldsAsync(() => New.Read(lost) == "{'limit':50,'name':'c5'}");
        await hub.CaughtUpAsync();
        (await ConflictsAsync(hub)).ShouldBeEmpty();
        Records(await FoundAsync(hub)).ShouldBe(["N-extra onlyAtNew "]);
    }

    [Fact]
    public async Task All_that_drifts_is_repaired_at_once_however_much_it_is()
    {
        const int records = 1100;
        await using var hub = await StartWithAsync(records);
        foreach (var n in Enumerable.Range(1, records))
            New.Plant($"N-{n}", "{'limit':-1}");
        (await FoundAsync(hub))["records"]!.AsArray().Count.ShouldBe(records);

        var run = await RepairAsync(hub);

        (run.State, run.Progress!.Text).ShouldBe(("succeeded", $"{records} repaired"));
        (await FoundAsync(hub))["state"]!.ToString().ShouldBe("verified");
    }

    [Fact]
    public async Task A_repair_that_is_under_way_when_a_new_comparison_ends_settles_none_of_its_records()
    {
        await using var hub = await StartWithAsync(12);
        var (first, second) = (AtNew(2), AtNew(9));
        New.Plant(second, "{'limit':-1}");
        (await FoundAsync(hub))["drift"]!.GetValue<int>().ShouldBe(1);
        var (reached, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        New.AfterRevised = () =>
        {
            reached.TrySetResult();
            return goOn.Task;
        };
        var repairing = RepairAsync(hub);
        await reached.Task;
        New.Plant(first, "{'limit':-1}");
        var found = await FoundAsync(hub);
        goOn.SetResult();
        await repairing;

        found["drift"]!.GetValue<int>().ShouldBe(1);
        New.Read(first).ShouldBe("{'limit':2,'name':'c2'}");
        New.Read(second).ShouldBe("{'limit':9,'name':'c9'}");
    }

    [Fact]
    public async Task What_was_written_since_is_left_and_what_a_side_refuses_is_named()
    {
        await using var hub = await StartWithAsync(12);
        New.Plant(AtNew(3), "{'limit':99}");
        New.Plant(AtNew(4), "{'limit':99}");
        await FoundAsync(hub);
        New.Plant(AtNew(3), "{'limit':100}");
        New.Refuses = c => c["limit"]?.ToString() == "4" ? "4 is taken" : null;
        (await RepairAsync(hub)).Progress!.Text.ShouldBe("0 repaired, 2 left as they were");
        using var client = hub.Client();
        (await client.GetFromJsonAsync<JsonArray>(Path))!.Single()!["records"]!.AsArray().Select(r => r!["left"]!.ToString())
            .ShouldBe(["it was written since: compare again", "4 is taken"], ignoreOrder: true);
        New.Read(AtNew(3)).ShouldBe("{'limit':100,'name':'c3'}");
        New.Refuses = _ => null;
        await FoundAsync(hub);
        (await RepairAsync(hub)).Progress!.Text.ShouldBe("2 repaired");
        (await FoundAsync(hub))["state"]!.ToString().ShouldBe("verified");
    }

    /// <summary>Acceptance case 10.</summary>
    [Fact]
    public async Task A_side_that_may_be_broken_is_repaired_only_where_that_is_meant()
    {
        await using var hub = await StartWithAsync(25);
        using var client = hub.Client();
        using var nothing = await client.PostAsJsonAsync(RepairPath, new { reason = "x" });
        nothing.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await nothing.Content.ReadAsStringAsync()).ShouldContain("No record of orders drifts");
        using var odd = await client.PostAsJsonAsync(RepairPath, new { force = "yes", why = "x" });
        (odd.StatusCode, (await odd.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray().Count)
            .ShouldBe((HttpStatusCode.BadRequest, 3));
        foreach (var n in Enumerable.Range(1, 24))
            Legacy.Lose($"L-{n}");
        await FoundAsync(hub);
        using var refused = await client.PostAsJsonAsync(RepairPath, new { reason = "x" });
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("adapter:erp lacks so many records that it may be broken");
        New.Read(AtNew(3)).ShouldNotBeNull();
        var keys = Enumerable.Range(1, 24).Select(AtNew).ToList();
        (await RepairAsync(hub, force: true)).Progress!.Text.ShouldBe("24 repaired");
        keys.ShouldAllBe(key => New.Read(key) == null);
    }

    private static async Task<JobRunView> RepairAsync(TestHub hub, bool force = false)
    {
        using var client = hub.Client();
        using var answer = await client.PostAsJsonAsync(RepairPath, new { reason = "a script", force });
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var started = (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
        return await EndedAsync(hub, "reconcile-repair", started["run"]!.ToString());
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Links;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;
using Hub.Sync.Tests.Bonds;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Rehearsing;

public sealed class RehearsalTests_on_SQLite() : RehearsalTests(StoreEngine.Sqlite);

public sealed class RehearsalTests_on_PostgreSQL() : RehearsalTests(StoreEngine.Postgres);

/// <summary>The way back of a link is rehearsed, and what a rollback would cost is known before it is made.</summary>
public abstract class RehearsalTests(StoreEngine engine) : TwoSides(engine)
{
    private const string Dropped = "/hub/api/sync/dropped";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_link_with_nothing_to_write_back_is_lossless()
    {
        await using var hub = await StartAsync();
        await MakeAsync(hub, "{'name':'a'}");
        var verdict = await RehearseAsync(hub);
        (verdict.State, verdict.ToWriteBack, verdict.Failing).ShouldBe((RollbackState.Lossless, 0, 0));
    }

    [Fact]
    public async Task A_change_that_legacy_would_refuse_is_named_before_it_is_sent_and_nothing_is_written()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'name':'a'}");
        // It answers questions, and no write of it goes through at the moment.
        Legacy.Before = _ => throw new ChangeTargetUnavailableException("L is busy");
        (Legacy.RefusedField, Legacy.Refuses) = ("name", c => c["name"]!.ToString().Length > 3 ? "it is too long" : null);
        New.Edit(key, "{'name':'much too long'}");
        var made = New.Make("{'name':'fine'}", reference: "r-1");
        New.Edit(made, "{'name':'ok'}");

        var writes = Legacy.Writes;
        var verdict = await RehearseAsync(hub);
        verdict.State.ShouldBe(RollbackState.NotLossless);
        verdict.Records.ShouldHaveSingleItem().ShouldBe(new FailingRecord(key, "name", "it is too long"));
        verdict.ToWriteBack.ShouldBe(1, "the other one would be taken");
        Legacy.Writes.ShouldBe(writes);
        Legacy.Read("L-1").ShouldBe("{'name':'a'}");

        New.Edit(key, "{'name':'b'}");
        verdict = await RehearseAsync(hub);
        (verdict.State, verdict.ToWriteBack).ShouldBe((RollbackState.OnceWrittenBack, 2));
        Legacy.Before = _ => Task.CompletedTask;
        await hub.CaughtUpAsync();
        (await RehearseAsync(hub)).State.ShouldBe(RollbackState.Lossless);
    }

    [Fact]
    public async Task A_parked_change_counts_with_its_reason_until_a_later_change_of_its_record_went_over()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'name':'a'}");
        Legacy.Refuses = c => c["name"]!.ToString() == "x" ? "nobody is called so" : null;
        New.Edit(key, "{'name':'x'}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 1);
        var verdict = await RehearseAsync(hub);
        verdict.State.ShouldBe(RollbackState.NotLossless);
        verdict.Records.ShouldHaveSingleItem().Reason.ShouldContain("nobody is called so");

        New.Edit(key, "{'name':'y'}");
        await Eventually.HoldsAsync(() => Legacy.Read("L-1") == "{'name':'y'}");
        await hub.CaughtUpAsync();
        (await RehearseAsync(hub)).State.ShouldBe(RollbackState.Lossless);
    }

    [Fact]
    public async Task A_parked_change_that_a_rehearsal_finds_nothing_against_counts_all_the_same()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'name':'a'}");
        Legacy.Refuses = c => c["name"]!.ToString() == "x" ? "nobody is called so" : null;
        New.Edit(key, "{'name':'x'}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 1);
        Legacy.Refuses = _ => null;
        (await RehearseAsync(hub)).Records.ShouldHaveSingleItem().Reason.ShouldBe("parked: nobody is called so");
    }

    [Fact]
    public async Task A_dropped_change_counts_until_legacy_has_it_or_a_later_change_went_over()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'name':'a'}");
        Legacy.Refuses = c => c["name"]!.ToString() == "x" ? "nobody is called so" : null;
        New.Edit(key, "{'name':'x'}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 1);
        await hub.Parked.DropAsync((await hub.Parked.ListAsync()).Single().Id);
        Legacy.Refuses = _ => null;
        var verdict = await RehearseAsync(hub);
        (verdict.State, verdict.Failing).ShouldBe((RollbackState.NotLossless, 1));
        var record = verdict.Records.ShouldHaveSingleItem();
        (record.Key, record.Reason).ShouldBe(
            (key, "a person dropped its change, so adapter:erp lacks it (it was parked: nobody is called so)"));

        // Somebody types it in over there, and it is not lacking any more.
        Legacy.Plant("L-1", "{'name':'x'}");
        (await RehearseAsync(hub)).State.ShouldBe(RollbackState.Lossless);
        Legacy.Plant("L-1", "{'name':'a'}");
        (await RehearseAsync(hub)).State.ShouldBe(RollbackState.NotLossless);
        New.Edit(key, "{'name':'y'}");
        await Eventually.HoldsAsync(() => Legacy.Read("L-1") == "{'name':'y'}");
        await hub.CaughtUpAsync();
        (await RehearseAsync(hub)).State.ShouldBe(RollbackState.Lossless);
    }

    [Fact]
    public async Task A_dropped_change_that_a_person_accepts_counts_no_more_and_one_that_is_parked_again_is_replayed()
    {
        await using var hub = await StartAsync();
        var (first, second) = (await MakeAsync(hub, "{'name':'a'}"), "N-2");
        Legacy.Make("{'name':'b'}");
        await Eventually.HoldsAsync(() => New.Read(second) is not null);
        await hub.CaughtUpAsync();
        Legacy.Refuses = c => c["name"]!.ToString() == "x" ? "nobody is called so" : null;
        New.Edit(first, "{'name':'x'}");
        New.Edit(second, "{'name':'x'}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 2);
        foreach (var parked in await hub.Parked.ListAsync())
            await hub.Parked.DropAsync(parked.Id);
        Legacy.Refuses = _ => null;
        using var client = hub.Client();
        var dropped = (await client.GetFromJsonAsync<JsonArray>($"{Dropped}?link=orders"))!;
        dropped.Select(d => d!["key"]!.ToString()).ShouldBe([first, second], ignoreOrder: true);
        dropped[0]!["reason"]!.ToString().ShouldBe("nobody is called so");
        string IdOf(string key) => dropped.Single(d => d!["key"]!.ToString() == key)!["id"]!.ToString();

        (await client.PostAsJsonAsync($"{Dropped}/{IdOf(first)}/accept", new { })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PostAsJsonAsync($"{Dropped}/{IdOf(first)}/accept", new { reason = "closed" })).EnsureSuccessStatusCode();
        (await RehearseAsync(hub)).Records.ShouldHaveSingleItem().Key.ShouldBe(second);
        (await client.PostAsJsonAsync($"{Dropped}/{IdOf(second)}/return", new { reason = "a slip" })).EnsureSuccessStatusCode();
        (await client.GetFromJsonAsync<JsonArray>(Dropped))!.ShouldBeEmpty();
        (await hub.Parked.ListAsync()).ShouldHaveSingleItem().Id.ShouldBe(IdOf(second));
        (await client.PostAsJsonAsync($"/hub/api/sync/parked/{IdOf(second)}/replay", new { })).EnsureSuccessStatusCode();
        Legacy.Read("L-2").ShouldBe("{'name':'x'}");
        (await RehearseAsync(hub)).State.ShouldBe(RollbackState.Lossless);
        (await client.PostAsJsonAsync($"{Dropped}/{IdOf(first)}/return", new { reason = "late" })).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_open_conflict_counts_and_so_does_one_that_would_come_of_it()
    {
        await using var hub = await StartAsync(ConflictRule.Park);
        var key = await MakeAsync(hub, "{'name':'a','note':'n'}");
        Legacy.Before = _ => throw new ChangeTargetUnavailableException("L is busy");
        New.IsMute = true;
        Legacy.Edit("L-1", "{'name':'legacy'}");
        New.Edit(key, "{'name':'new'}");
        New.IsMute = false;
        await Eventually.HoldsAsync(async () => (await RehearseAsync(hub)).State == RollbackState.NotLossless);
        var verdict = await RehearseAsync(hub);
        var record = verdict.Records.ShouldHaveSingleItem();
        (record.Key, record.Field).ShouldBe((key, "name"));
        record.Reason.ShouldStartWith("both sides changed it");

        Legacy.Before = _ => Task.CompletedTask;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        (await RehearseAsync(hub)).Records.ShouldHaveSingleItem().Reason.ShouldContain("./hub sync conflicts");
    }

    [Fact]
    public async Task Where_legacy_does_not_answer_nothing_is_claimed()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'name':'a'}");
        Legacy.Before = _ => throw new ChangeTargetUnavailableException("L is down");
        Legacy.Silent = "L is down";
        New.Edit(key, "{'name':'b'}");
        var verdict = await RehearseAsync(hub);
        (verdict.State, verdict.NotAsked, verdict.ToWriteBack).ShouldBe((RollbackState.Unknown, "L is down", 1));
    }

    [Fact]
    public async Task A_verdict_is_in_the_store_and_outlives_the_process_that_found_it()
    {
        DateTimeOffset rehearsed;
        await using (var hub = await StartAsync())
        {
            await MakeAsync(hub, "{'name':'a'}");
            rehearsed = (await RehearseAsync(hub)).RehearsedAt;
            await hub.StopAsync();
        }

        await using var next = await StartAsync();
        var kept = (await next.Rehearsals.ListAsync())["orders"];
        (kept.State, kept.RehearsedAt).ShouldBe((RollbackState.Lossless, rehearsed));
        // Nobody has the time for a new one: the last one is told, and its age with it.
        (await next.Rehearsals.RehearseAsync("orders", TimeSpan.Zero, TestContext.Current.CancellationToken))!
            .RehearsedAt.ShouldBeGreaterThanOrEqualTo(rehearsed);
    }

    [Fact]
    public async Task A_record_that_names_one_that_legacy_does_not_know_is_told_with_both()
    {
        var systems = new LinkedSystems();
        await using var hub = await systems.StartAsync(
            Stores, LinkedSystems.Orders, LinkedSystems.Products, LinkedSystems.Customers);
        systems.New("orders").Write("O-1", """{ "customerId": "C-500001" }""");
        await Eventually.HoldsAsync(async () => (await hub.Waiting.ListAsync()).Count == 1);
        var verdict = (await hub.Rehearsals.RehearseAsync(
            "orders", TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken))!;
        verdict.State.ShouldBe(RollbackState.NotLossless);
        verdict.Records.ShouldHaveSingleItem().ShouldBe(new FailingRecord(
            "O-1", "customerId", "it names customers C-500001, which is not known in adapter:erp"));

        systems.New("customers").Write("C-500001", "{}");
        await Eventually.HoldsAsync(async () => (await RehearseAsync(hub)).State == RollbackState.Lossless);
    }

    [Fact]
    public async Task A_side_that_can_only_be_asked_by_writing_is_not_asked()
    {
        var systems = new LinkedSystems();
        await using var hub = await systems.StartAsync(Stores, LinkedSystems.Customers);
        systems.Legacy("customers").Before = (_, _) => throw new ChangeTargetUnavailableException("busy");
        systems.New("customers").Write("C-500001", "{}");
        var verdict = await RehearseAsync(hub, "customers");
        verdict.Describe().ShouldBe("not known: adapter:erp cannot be asked without writing");
        systems.Legacy("customers").Effects.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_of_one_direction_has_no_way_back_to_rehearse()
    {
        var systems = new LinkedSystems();
        await using var hub = await systems.StartAsync(Stores, LinkedSystems.Products);
        (await hub.Rehearsals.RehearseAsync("products", Patience, TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task What_one_rehearsal_tries_is_bounded_and_the_verdict_says_so()
    {
        var systems = new LinkedSystems();
        await using var hub = await systems.StartAsync(
            Stores, TestHub.Quick with { RehearsedAtMost = 2 }, broker: null, LinkedSystems.Customers);
        systems.Legacy("customers").Before = (_, _) => throw new ChangeTargetUnavailableException("busy");
        for (var n = 1; n <= 3; n++)
            systems.New("customers").Write($"C-50000{n}", "{}");
        var verdict = await RehearseAsync(hub, "customers");
        (verdict.ToWriteBack, verdict.IsMore).ShouldBe((2, true));
    }

    private static async Task<RollbackVerdict> RehearseAsync(TestHub hub, string entity = "orders") =>
        (await hub.Rehearsals.RehearseAsync(entity, Patience, TestContext.Current.CancellationToken)).ShouldNotBeNull();
}

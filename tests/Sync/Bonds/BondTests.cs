using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Hub.Platform.Changes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Storage;
using Hub.Sync.Bonds;
using Hub.Sync.Parking;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Bonds;

public sealed class BondTests_on_SQLite() : BondTests(StoreEngine.Sqlite);

public sealed class BondTests_on_PostgreSQL() : BondTests(StoreEngine.Postgres);

/// <summary>What becomes of records that are edited on both sides.</summary>
public abstract class BondTests(StoreEngine engine) : StoreTest(engine)
{
    private readonly ComparingSystem _legacy = new("L", Side.Legacy);
    private readonly ComparingSystem _new = new("N", Side.New);

    [Fact]
    public async Task Edits_of_different_fields_are_both_on_both_sides_and_nothing_goes_round()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        Mute(true);
        _legacy.Edit("L-1", "{'limit':2}");
        _new.Edit(key, "{'note':'b'}");
        Mute(false);

        await HoldAsync(key, "{'limit':2,'note':'b'}");
        await hub.CaughtUpAsync();
        var (writes, feeds) = (_legacy.Writes + _new.Writes, _legacy.FeedLength + _new.FeedLength);
        await RestAsync(hub);
        // Two records made, each written on the other side; four entries in the two feeds.
        (_legacy.Writes + _new.Writes, _legacy.FeedLength + _new.FeedLength).ShouldBe((writes + 2, feeds + 4));
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Edits_of_one_field_are_a_conflict_and_the_owners_value_stands_on_both_sides(bool legacyFirst)
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        Mute(true);
        _legacy.Edit("L-1", "{'limit':2}");
        _new.Edit(key, "{'limit':3,'note':'b'}");
        (legacyFirst ? _legacy : _new).IsMute = false;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        Mute(false);

        // The plan has no route for them, so legacy owns them.
        await HoldAsync(key, "{'limit':2,'note':'b'}");
        await hub.CaughtUpAsync();
        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        (conflict["stands"]!.ToString(), conflict["kind"]!.ToString(), conflict["newKey"]!.ToString())
            .ShouldBe(("legacy", "fields", key));
        var field = conflict["fields"]!.AsArray().ShouldHaveSingleItem()!;
        field.ToJsonString().ShouldBe("""{"path":"limit","base":1,"legacy":2,"new":3}""");
        (await hub.StatusAsync()).Sum(s => s.Conflicts).ShouldBe(1);
    }

    [Fact]
    public async Task A_parked_conflict_leaves_both_sides_until_a_person_decides()
    {
        await using var hub = await StartAsync(ConflictRule.Park);
        var key = await MakeAsync(hub, "{'limit':1,'note':'a','name':'x'}");
        Mute(true);
        _legacy.Edit("L-1", "{'limit':2,'note':'l'}");
        _new.Edit(key, "{'limit':3,'name':'n'}");
        Mute(false);
        await hub.CaughtUpAsync();
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        (_legacy.Read("L-1"), _new.Read(key)).ShouldBe(
            ("{'limit':2,'name':'x','note':'l'}", "{'limit':3,'name':'n','note':'a'}"));
        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        conflict["stands"].ShouldBeNull();

        using var client = hub.Client();
        var resolve = $"/hub/api/sync/conflicts/{conflict["id"]}/resolve";
        (await client.PostAsJsonAsync(resolve, new { use = "nwe" })).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        _new.Refuses = c => c["limit"]?.ToString() == "-1" ? "limit" : null;
        (await client.PostAsJsonAsync(resolve, new { content = new { limit = -1 }, reason = "x" }))
            .StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (_legacy.Read("L-1"), _new.Read(key)).ShouldBe(
            ("{'limit':2,'name':'x','note':'l'}", "{'limit':3,'name':'n','note':'a'}"));
        var answer = await client.PostAsJsonAsync(resolve, new { use = "new", reason = "asked the customer" });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        await HoldAsync(key, "{'limit':3,'name':'n','note':'l'}");
        (await client.PostAsJsonAsync(resolve, new { use = "new", reason = "x" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ConflictsAsync(hub)).ShouldBeEmpty();
        await RestAsync(hub);
        await HoldAsync(key, "{'limit':3,'name':'n','note':'l'}");
    }

    [Fact]
    public async Task A_person_gives_other_values_after_the_rule_has_decided()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        var id = await ConflictAsync(hub, key, "{'limit':2}", "{'limit':3}");
        await HoldAsync(key, "{'limit':2}");
        await hub.CaughtUpAsync();
        using var client = hub.Client();
        var resolve = $"/hub/api/sync/conflicts/{id}/resolve";
        (await client.PostAsJsonAsync(resolve, new { content = new { limit = 5 }, reason = "in between" }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);
        await HoldAsync(key, "{'limit':5}");
    }

    [Fact]
    public async Task What_was_written_since_is_not_overwritten_by_a_decision()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        var id = await ConflictAsync(hub, key, "{'limit':2}", "{'limit':3}");
        _legacy.Edit("L-1", "{'limit':9}");
        await HoldAsync(key, "{'limit':9}");
        using var client = hub.Client();
        (await client.PostAsJsonAsync($"/hub/api/sync/conflicts/{id}/resolve", new { use = "new", reason = "x" }))
            .StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await HoldAsync(key, "{'limit':9}");
    }

    [Fact]
    public async Task A_deletion_against_an_edit_is_a_conflict_and_against_what_was_agreed_it_is_none()
    {
        await using var hub = await StartAsync();
        var agreed = await MakeAsync(hub, "{'limit':1}");
        _legacy.Delete("L-1");
        await Eventually.HoldsAsync(() => _new.Read(agreed) is null);
        (await ConflictsAsync(hub)).ShouldBeEmpty();

        _legacy.Make("{'limit':1}");
        await Eventually.HoldsAsync(() => _new.Read("N-2") is not null);
        await hub.CaughtUpAsync();
        Mute(true);
        _legacy.Delete("L-2");
        _new.Edit("N-2", "{'limit':2}");
        _legacy.IsMute = false;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        Mute(false);
        await Eventually.HoldsAsync(() => _new.Read("N-2") is null);
        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        conflict["kind"]!.ToString().ShouldBe("deletedAtLegacy");
        conflict["fields"]!.AsArray().ShouldHaveSingleItem()!["new"]!.ToString().ShouldBe("2");
    }

    [Fact]
    public async Task A_record_made_on_both_sides_is_a_conflict_and_one_record()
    {
        await using var hub = await StartAsync();
        Mute(true);
        _legacy.Make("{'limit':1}", "r-1");
        var key = _new.Make("{'limit':2}", "r-1");
        Mute(false);
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count > 0);
        await HoldAsync(key, "{'limit':1}");
        (await ConflictsAsync(hub)).ShouldAllBe(c => c!["kind"]!.ToString() == "madeTwice");
    }

    [Fact]
    public async Task An_entry_that_its_side_has_replaced_is_not_applied_when_it_comes_late()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        var held = new TaskCompletionSource();
        _legacy.Before = _ => held.Task;
        _new.Edit(key, "{'note':'b'}");
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Any(s => s.Origin == Side.New && !s.CaughtUp));
        _legacy.Edit("L-1", "{'note':'l','limit':2}");
        await Eventually.HoldsAsync(() => _new.Read(key) == "{'limit':2,'note':'l'}");
        _legacy.Edit("L-1", "{'note':'m'}");
        await Eventually.HoldsAsync(() => _new.Read(key) == "{'limit':2,'note':'m'}");
        held.SetResult();
        await hub.CaughtUpAsync();
        await HoldAsync(key, "{'limit':2,'note':'m'}");
    }

    [Fact]
    public async Task Of_many_edits_made_while_the_other_side_is_down_the_last_one_is_sent()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        _legacy.Before = _ => throw new ChangeTargetUnavailableException("down");
        for (var limit = 2; limit <= 20; limit++)
            _new.Edit(key, $"{{'limit':{limit}}}");
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Any(s => s.Error == "down"));
        _new.Edit(key, "{'limit':21}");
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Any(s => s.Error == "down"));
        _legacy.Before = _ => Task.CompletedTask;
        await HoldAsync(key, "{'limit':21}");
        await hub.CaughtUpAsync();
        // One may have been under way when the next was read.
        _legacy.Writes.ShouldBeInRange(1, 2);
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Single(s => s.Origin == Side.New).Position == "21");
    }

    [Fact]
    public async Task A_record_that_the_other_side_made_of_an_unchanged_one_is_taken_as_it_is_there()
    {
        // As after a kill between the making and the keeping of both keys.
        _legacy.IsMute = _new.IsMute = true;
        var key = _new.Make("{'placedAt':1}", "r-1");
        _legacy.Make("{'placedAt':2}", "r-1");
        _new.IsMadeOfCurrent = true;
        await using var hub = await StartAsync();
        _legacy.IsMute = false;
        await HoldAsync(key, "{'placedAt':2}");
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Single(s => s.Origin == Side.Legacy).Applied == 1);
        _new.IsMute = false;
        await RestAsync(hub);
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parked_change_that_is_replayed_does_not_overwrite_what_came_later()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        _legacy.Refuses = _ => "closed";
        _new.Edit(key, "{'limit':2}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 1);
        _legacy.Refuses = _ => null;
        _legacy.Edit("L-1", "{'limit':3}");
        await Eventually.HoldsAsync(() => _new.Read(key) == "{'limit':3,'note':'a'}");
        await hub.CaughtUpAsync();

        var parked = (await hub.Parked.ListAsync()).ShouldHaveSingleItem();
        (await hub.Replay.RunAsync(parked.Id, TestContext.Current.CancellationToken)).Outcome.ShouldBe(ReplayOutcome.Superseded);
        await hub.CaughtUpAsync();
        await HoldAsync(key, "{'limit':3,'note':'a'}");
    }

    [Fact]
    public async Task A_kill_between_target_and_bond_does_no_harm()
    {
        await using (var hub = await StartAsync())
        {
            var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
            await hub.StopAsync();
            // As after a kill: the target has it, and the store knows nothing.
            _legacy.Edit("L-1", "{'limit':2}");
            _new.Edit(key, "{'limit':2}");
        }

        await using var again = await StartAsync();
        await HoldAsync("N-1", "{'limit':2,'note':'a'}");
        await again.CaughtUpAsync();
        (await ConflictsAsync(again)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_link_that_keeps_the_hash_only_merges_nothing_and_keeps_no_copy()
    {
        await using var hub = await StartAsync(hashOnly: true);
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        (await hub.Bonds.FindAsync(new RecordPair("orders", "L-1", key)))!.Agreed.Content.ShouldBeNull();
        await ConflictAsync(hub, key, "{'limit':2}", "{'note':'b'}");
        await HoldAsync(key, "{'limit':2,'note':'a'}");
    }

    [Fact]
    public async Task A_bond_is_kept_only_by_whoever_has_read_the_last_one()
    {
        await using var hub = await StartAsync();
        var pair = new RecordPair("orders", "L-9", "N-9");
        var content = JsonNode.Parse("""{"a":12345678901234567890.10}""")!.AsObject();
        var bond = new Bond(pair, new AgreedContent("h", content), 7, null, Side.New, Revision: 0);
        (await hub.Bonds.KeepAsync(bond)).ShouldBeTrue();
        (await hub.Bonds.KeepAsync(bond)).ShouldBeFalse();
        var kept = (await hub.Bonds.FindAsync(pair))!;
        (kept.Agreed.Hash, kept.LegacyVersion, kept.NewVersion, kept.Origin, kept.Revision).ShouldBe(("h", 7, null, Side.New, 1));
        kept.Agreed.Content!.ToJsonString().ShouldBe(content.ToJsonString());
        (await hub.Bonds.KeepAsync(kept with { NewVersion = 3 })).ShouldBeTrue();
        await hub.Bonds.ForgetAsync(kept);
        (await hub.Bonds.FindAsync(pair))!.Revision.ShouldBe(2);
        await hub.Bonds.ForgetAsync(kept with { Revision = 2 });
        (await hub.Bonds.FindAsync(pair)).ShouldBeNull();
    }

    private async Task<TestHub> StartAsync(ConflictRule rule = ConflictRule.Owner, bool hashOnly = false)
    {
        var link = TestHub.Link(bothWays: true) with { Conflict = rule, KeepsHashOnly = hashOnly };
        var hub = await TestHub.StartAsync(Stores, null, null, link);
        foreach (var (name, system) in new[] { ("adapter:erp", _legacy), ("service:orders", _new) })
        {
            hub.Parties.Register(name, "orders", (IChangeSource)system);
            hub.Parties.Register(name, "orders", (IChangeTarget)system);
        }

        return hub;
    }

    /// <summary>Makes a record at legacy that both sides then agree on; returns its key at new.</summary>
    private async Task<string> MakeAsync(TestHub hub, string content)
    {
        _legacy.Make(content);
        await Eventually.HoldsAsync(() => _new.Read("N-1") is not null);
        await hub.CaughtUpAsync();
        return "N-1";
    }

    private async Task<string> ConflictAsync(TestHub hub, string key, string atLegacy, string atNew)
    {
        Mute(true);
        _legacy.Edit("L-1", atLegacy);
        _new.Edit(key, atNew);
        Mute(false);
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        return (await ConflictsAsync(hub))[0]!["id"]!.ToString();
    }

    private void Mute(bool muted) => (_legacy.IsMute, _new.IsMute) = (muted, muted);

    private Task HoldAsync(string key, string content) => Eventually.HoldsAsync(
        $"both sides to hold {content}", () => Task.FromResult((_legacy.Read("L-1"), _new.Read(key)) == (content, content)), 20);

    /// <summary>Waits until a record made now is on the other side, behind whatever else may be under way.</summary>
    private async Task RestAsync(TestHub hub)
    {
        _new.Make("{'made':'new'}");
        _legacy.Make("{'made':'legacy'}");
        await Eventually.HoldsAsync(() => _legacy.Holds("{'made':'new'}") && _new.Holds("{'made':'legacy'}"));
        await hub.CaughtUpAsync();
    }

    private static async Task<JsonArray> ConflictsAsync(TestHub hub)
    {
        using var client = hub.Client();
        return (await client.GetFromJsonAsync<JsonArray>("/hub/api/sync/conflicts"))!;
    }
}

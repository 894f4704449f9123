using System.Text.Json.Nodes;
using Dapper;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Bonds;
using Hub.Sync.Parking;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Bonds;

public sealed class BondTests_on_SQLite() : BondTests(StoreEngine.Sqlite);

public sealed class BondTests_on_PostgreSQL() : BondTests(StoreEngine.Postgres);

/// <summary>What becomes of records that are edited on both sides.</summary>
public abstract class BondTests(StoreEngine engine) : TwoSides(engine)
{
    [Fact]
    public async Task Edits_of_different_fields_are_both_on_both_sides_and_nothing_goes_round()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        Mute(true);
        Legacy.Edit("L-1", "{'limit':2}");
        New.Edit(key, "{'note':'b'}");
        Mute(false);

        await HoldAsync(key, "{'limit':2,'note':'b'}");
        await RestAsync(hub);
        var (writes, feeds) = (Legacy.Writes + New.Writes, Legacy.FeedLength + New.FeedLength);
        await RestAsync(hub);
        // Two records made, each written on the other side; four entries in the two feeds.
        (Legacy.Writes + New.Writes, Legacy.FeedLength + New.FeedLength).ShouldBe((writes + 2, feeds + 4));
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
        Legacy.Edit("L-1", "{'limit':2}");
        New.Edit(key, "{'limit':3,'note':'b'}");
        (legacyFirst ? Legacy : New).IsMute = false;
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

    [Theory]
    [InlineData(Side.Legacy), InlineData(Side.New)]
    public async Task A_record_that_is_edited_before_the_hub_keeps_both_its_keys_is_not_made_again(Side maker)
    {
        var (source, target, key) = maker == Side.Legacy ? (Legacy, New, "N-1") : (New, Legacy, "L-1");
        var edited = false;
        // Between the target's commit and its answer, as far as the other direction comes with what is edited there.
        target.After = async _ =>
        {
            if (edited)
                return;
            edited = true;
            target.Edit(key, "{'note':'b'}");
            await Eventually.HoldsAsync(() => target.Asked > 0 || source.Holds("{'limit':1,'note':'b'}"));
        };
        await using var hub = await StartAsync();
        source.Make("{'limit':1,'note':'a'}");

        await HoldAsync("N-1", "{'limit':1,'note':'b'}");
        await hub.CaughtUpAsync();
        (Legacy.Read("L-2"), New.Read("N-2")).ShouldBe((null, null));
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Side.Legacy), InlineData(Side.New)]
    public async Task Records_that_are_edited_the_moment_they_are_made_are_in_no_conflict(Side maker)
    {
        var (source, target) = maker == Side.Legacy ? (Legacy, New) : (New, Legacy);
        // While the hub keeps that the record is made, at whatever moment of that the edit comes.
        target.After = _ =>
        {
            foreach (var key in target.KeysOf("{'note':'a'}"))
                target.Edit(key, "{'note':'b'}");
            return Task.CompletedTask;
        };
        await using var hub = await StartAsync();
        for (var n = 1; n <= 200; n++)
            source.Make("{'note':'a'}");

        await Eventually.HoldsAsync("both sides to hold every edit", () => Task.FromResult(
            (Legacy.KeysOf("{'note':'b'}").Count, New.KeysOf("{'note':'b'}").Count) == (200, 200)));
        await hub.CaughtUpAsync();
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(Side.Legacy), InlineData(Side.New)]
    public async Task A_record_whose_keys_were_lost_with_the_hub_is_not_made_again(Side maker)
    {
        var (source, target) = maker == Side.Legacy ? (Legacy, New) : (New, Legacy);
        var answers = 0;
        var hub = await StartAsync();
        target.After = _ => Interlocked.Increment(ref answers) == 1
            ? Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken)
            : Task.CompletedTask;
        source.Make("{'limit':1,'note':'a'}");
        await Eventually.HoldsAsync(() => answers == 1);
        await hub.KillAsync();
        target.Edit(maker == Side.Legacy ? "N-1" : "L-1", "{'note':'b'}");

        await using var next = await StartAsync();
        await HoldAsync("N-1", "{'limit':1,'note':'b'}");
        await next.CaughtUpAsync();
        (Legacy.Read("L-2"), New.Read("N-2")).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_deletion_against_an_edit_is_a_conflict_and_against_what_was_agreed_it_is_none()
    {
        await using var hub = await StartAsync();
        var agreed = await MakeAsync(hub, "{'limit':1}");
        Legacy.Delete("L-1");
        await Eventually.HoldsAsync(() => New.Read(agreed) is null);
        (await ConflictsAsync(hub)).ShouldBeEmpty();

        Legacy.Make("{'limit':1}");
        await Eventually.HoldsAsync(() => New.Read("N-2") is not null);
        await hub.CaughtUpAsync();
        Mute(true);
        Legacy.Delete("L-2");
        New.Edit("N-2", "{'limit':2}");
        Legacy.IsMute = false;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        Mute(false);
        await Eventually.HoldsAsync(() => New.Read("N-2") is null);
        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        conflict["kind"]!.ToString().ShouldBe("deletedAtLegacy");
        conflict["fields"]!.AsArray().ShouldHaveSingleItem()!["new"]!.ToString().ShouldBe("2");
    }

    /// <summary>Legacy does not tell the version of what it does not have; its change was made before both deletions.</summary>
    [Fact]
    public async Task A_record_that_both_sides_delete_is_not_made_again_by_a_change_from_before()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        Legacy.IsMute = true;
        New.Edit(key, "{'limit':2}");
        await Eventually.HoldsAsync(() => Legacy.Read("L-1") == "{'limit':2}");
        Legacy.Delete("L-1");
        New.Delete(key);
        await Eventually.HoldsAsync("the deletion to be handled", async () => await CountAsync(
            hub, "SELECT COUNT(*) FROM sync_inbox WHERE key = @key AND version = 3", key) == 1);
        var writes = New.Writes;

        Legacy.IsMute = false;
        await Eventually.HoldsAsync("the bond to be forgotten", async () => await CountAsync(
            hub, "SELECT COUNT(*) FROM sync_bond WHERE new_key = @key", key) == 0);
        await RestAsync(hub);
        New.Read(key).ShouldBeNull();
        (New.Writes - writes).ShouldBe(1, "only the record by which rest is known is written");
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    /// <summary>An edit that stands against a deletion goes over, although its version was seen.</summary>
    [Fact]
    public async Task A_record_whose_edit_wins_over_a_deletion_is_made_again_where_it_was_deleted()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        Mute(true);
        Legacy.Edit("L-1", "{'limit':2}");
        New.Delete(key);
        New.IsMute = false;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        await Eventually.HoldsAsync("the deletion to be handled", async () => await CountAsync(
            hub, "SELECT COUNT(*) FROM sync_inbox WHERE key = @key AND version = 2", key) == 1);
        Mute(false);
        await HoldAsync(key, "{'limit':2}");
    }

    private static Task<long> CountAsync(TestHub hub, string sql, string key) =>
        hub.Store.Database.ReadAsync(c => c.ExecuteScalarAsync<long>(sql, new { key }));

    [Fact]
    public async Task A_record_made_on_both_sides_is_a_conflict_and_one_record()
    {
        await using var hub = await StartAsync();
        Mute(true);
        Legacy.Make("{'limit':1}", "r-1");
        var key = New.Make("{'limit':2}", "r-1");
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
        var isDown = true;
        Legacy.Before = _ => isDown ? throw new ChangeTargetUnavailableException("It cannot be reached.") : Task.CompletedTask;
        New.Edit(key, "{'note':'b'}");
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Any(s => s.Origin == Side.New && !s.CaughtUp));
        Legacy.Edit("L-1", "{'note':'l','limit':2}");
        await Eventually.HoldsAsync(() => New.Read(key) == "{'limit':2,'note':'l'}");
        Legacy.Edit("L-1", "{'note':'m'}");
        await Eventually.HoldsAsync(() => New.Read(key) == "{'limit':2,'note':'m'}");
        isDown = false;
        await hub.CaughtUpAsync();
        await HoldAsync(key, "{'limit':2,'note':'m'}");
    }

    [Fact]
    public async Task An_earlier_reading_is_not_written_over_what_was_sent_when_a_later_one_stood()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        Mute(true);
        Legacy.Edit("L-1", "{'limit':2}");
        Legacy.Edit("L-1", "{'limit':3}");
        New.Edit(key, "{'limit':9}");
        New.IsMute = false;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count == 1);
        await hub.CaughtUpAsync();

        // Legacy owns it and stands at its second change; the first one is behind, though it is told only now.
        var before = New.Writes;
        Legacy.IsMute = false;
        await HoldAsync(key, "{'limit':3}");
        await RestAsync(hub);
        (New.Writes - before).ShouldBe(2);
    }

    [Fact]
    public async Task Of_many_edits_made_while_the_other_side_is_down_the_last_one_is_sent()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1}");
        Legacy.Before = _ => throw new ChangeTargetUnavailableException("down");
        for (var limit = 2; limit <= 20; limit++)
            New.Edit(key, $"{{'limit':{limit}}}");
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Any(s => s.Error == "down"));
        New.Edit(key, "{'limit':21}");
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Any(s => s.Error == "down"));
        Legacy.Before = _ => Task.CompletedTask;
        await HoldAsync(key, "{'limit':21}");
        await hub.CaughtUpAsync();
        // One may have been under way when the next was read.
        Legacy.Writes.ShouldBeInRange(1, 2);
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Single(s => s.Origin == Side.New).Position == "21");
    }

    [Fact]
    public async Task A_record_that_the_other_side_made_of_an_unchanged_one_is_taken_as_it_is_there()
    {
        // As after a kill between the making and the keeping of both keys.
        Legacy.IsMute = New.IsMute = true;
        var key = New.Make("{'placedAt':1}", "r-1");
        Legacy.Make("{'placedAt':2}", "r-1");
        New.IsMadeOfCurrent = true;
        await using var hub = await StartAsync();
        Legacy.IsMute = false;
        await HoldAsync(key, "{'placedAt':2}");
        await Eventually.HoldsAsync(async () => (await hub.StatusAsync()).Single(s => s.Origin == Side.Legacy).Applied == 1);
        New.IsMute = false;
        await RestAsync(hub);
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_parked_change_that_is_replayed_does_not_overwrite_what_came_later()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        Legacy.Refuses = _ => "closed";
        New.Edit(key, "{'limit':2}");
        await Eventually.HoldsAsync(async () => (await hub.Parked.ListAsync()).Count == 1);
        Legacy.Refuses = _ => null;
        Legacy.Edit("L-1", "{'limit':3}");
        await Eventually.HoldsAsync(() => New.Read(key) == "{'limit':3,'note':'a'}");
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
            Legacy.Edit("L-1", "{'limit':2}");
            New.Edit(key, "{'limit':2}");
        }

        await using var again = await StartAsync();
        await HoldAsync("N-1", "{'limit':2,'note':'a'}");
        await again.CaughtUpAsync();
        (await ConflictsAsync(again)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_comes_back_before_its_bond_is_written_waits_and_is_no_conflict_with_the_next_edit()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Legacy.After = _ => answer.Task;
        New.Edit(key, "{'note':'b'}");
        await Eventually.HoldsAsync(() => Legacy.Read("L-1") == "{'limit':1,'note':'b'}");
        New.Edit(key, "{'note':'c'}");
        await Eventually.HoldsAsync(async () =>
            await hub.StatusOfAsync("orders", Side.Legacy) is { CaughtUp: false, Error: null }
            || (await ConflictsAsync(hub)).Count > 0);
        Legacy.After = _ => Task.CompletedTask;
        answer.SetResult();

        await HoldAsync(key, "{'limit':1,'note':'c'}");
        await RestAsync(hub);
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_an_attempt_wrote_whose_answer_was_lost_is_no_conflict_with_the_next_edit()
    {
        await using var hub = await StartAsync();
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        Legacy.After = _ =>
        {
            Legacy.After = _ => Task.CompletedTask;
            New.Edit(key, "{'note':'c'}");
            throw new ChangeTargetUnavailableException("The answer is lost.") { MayBeOfRecord = true };
        };
        New.Edit(key, "{'note':'b'}");

        await HoldAsync(key, "{'limit':1,'note':'c'}");
        await RestAsync(hub);
        (await ConflictsAsync(hub)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_is_claimed_by_one_direction_at_a_time_and_tells_what_the_attempt_before_said()
    {
        await using var hub = await StartAsync();
        var pair = new RecordPair("orders", "L-9", "N-9");
        JsonObject Content(string note) => new() { ["note"] = note };
        var (there, back, hour) = ("orders: a > b", "orders: b > a", TimeSpan.FromHours(1));
        (await hub.Bonds.ClaimAsync(pair, there, Content("a"), hour)).ShouldBe((null, false));
        await hub.Bonds.KeepAsync(new Bond(pair, new AgreedContent("h", Content("a")), 1, 1, Side.New, Revision: 0));

        var first = (await hub.Bonds.ClaimAsync(pair, there, Content("b"), hour)).Bond!;
        first.Tried.ShouldBeNull();
        (await hub.Bonds.ClaimAsync(pair, back, Content("x"), hour)).ShouldBe((null, true));
        var second = (await hub.Bonds.ClaimAsync(pair, there, Content("c"), hour)).Bond!;
        (second.Tried!.Content.ToJsonString(), second.Tried.IsOfThisDirection).ShouldBe(("""{"note":"b"}""", true));
        (await hub.Bonds.KeepAsync(first)).ShouldBeFalse();

        await hub.Bonds.ReleaseAsync(second);
        var other = (await hub.Bonds.ClaimAsync(pair, back, Content("x"), TimeSpan.FromHours(-1))).Bond!;
        (other.Tried!.Content.ToJsonString(), other.Tried.IsOfThisDirection).ShouldBe(("""{"note":"b"}""", false));
        var late = (await hub.Bonds.ClaimAsync(pair, there, Content("d"), hour)).Bond!;
        (await hub.Bonds.KeepAsync(late)).ShouldBeTrue();
        // What came the other way is known only once that way has committed.
        var last = (await hub.Bonds.ClaimAsync(pair, back, Content("x"), hour)).Bond!;
        (last.Tried!.Content.ToJsonString(), last.Tried.IsOfThisDirection).ShouldBe(("""{"note":"x"}""", true));
        (await hub.Bonds.KeepAsync(last)).ShouldBeTrue();
        (await hub.Bonds.ClaimAsync(pair, there, Content("e"), hour)).Bond!.Tried.ShouldBeNull();
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
}

using System.Net;
using Hub.Platform.Plan;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Sync.Reconciling;
using Hub.Sync.Streams;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Reconciling;

public sealed class ReconcilingChanges_on_SQLite() : ReconcilingChanges(StoreEngine.Sqlite);

public sealed class ReconcilingChanges_on_PostgreSQL() : ReconcilingChanges(StoreEngine.Postgres);

/// <summary>A comparison of what was changed since the one before says what one of all records would say.</summary>
public abstract class ReconcilingChanges(StoreEngine engine) : Reconciled(engine)
{
    [Fact]
    public async Task After_a_comparison_of_all_records_only_those_are_read_that_were_changed()
    {
        await using var hub = await StartWithAsync(40);
        var first = await FoundAsync(hub, whole: false);
        (first["compared"]!.GetValue<int>(), first["changed"]).ShouldBe((40, null));
        (Legacy.Unlisted, New.Unlisted) = ("it is not to be listed", "it is not to be listed");

        // What both sides' streams told of while the first one ran is read once more.
        await FoundAsync(hub, whole: false);
        var quiet = await FoundAsync(hub, whole: false);
        Legacy.Edit("L-3", "{'limit':33}");
        New.Edit(AtNew(4), "{'limit':44}");
        Legacy.Make("{'limit':1,'name':'c41'}");
        await hub.CaughtUpAsync();
        var found = await FoundAsync(hub, whole: false);

        (found["state"]!.ToString(), found["compared"]!.GetValue<int>(), found["drift"]!.GetValue<int>())
            .ShouldBe(("verified", 40, 0));
        found["changed"]!.GetValue<int>().ShouldBeGreaterThanOrEqualTo(3);
        quiet["state"]!.ToString().ShouldBe("verified");
        found["text"]!.ToString().ShouldMatch("^verified \\d+ s ago, all records \\d+ s ago$");
        found["wholeAt"]!.ToString().ShouldBe(first["at"]!.ToString());
        (await AuditedAsync(hub, "reconcile"))[0].Detail.ShouldMatch("changed records? compared with adapter:erp, verified ");
    }

    [Fact]
    public async Task What_no_change_tells_of_is_found_by_a_comparison_of_all_and_kept_until_it_is_gone()
    {
        await using var hub = await StartWithAsync(12);
        await FoundAsync(hub);
        await FoundAsync(hub, whole: false);
        var key = AtNew(5);
        New.Plant(key, "{'limit':99}");
        (await FoundAsync(hub))["drift"]!.GetValue<int>().ShouldBe(1);
        Records(await FoundAsync(hub, whole: false)).ShouldBe([$"{key} differs limit: a number / a number"]);
        New.Plant(key, "{'limit':5}");
        (await FoundAsync(hub, whole: false))["state"]!.ToString().ShouldBe("verified");
    }

    [Fact]
    public async Task Another_plan_or_a_place_that_was_lost_has_all_records_compared()
    {
        await using var hub = await StartWithAsync(12);
        await FoundAsync(hub);
        (await FoundAsync(hub, whole: false))["changed"].ShouldNotBeNull();
        await hub.ForgetPositionsAsync();
        (await FoundAsync(hub, whole: false))["changed"].ShouldBeNull();

        await hub.CaughtUpAsync();
        hub.Serve(TestHub.Plan(
            TestHub.Link(bothWays: true), TestHub.Linked("customers")));
        (await FoundAsync(hub, whole: false))["changed"].ShouldBeNull();
    }

    [Fact]
    public async Task A_direction_that_stands_still_leaves_the_last_comparison_as_it_was()
    {
        await using var hub = await StartWithAsync(
            3, options: TestHub.Quick with { ReconcilePatience = TimeSpan.FromSeconds(1) });
        await FoundAsync(hub);
        New.Before = _ => throw new ChangeTargetUnavailableException("orders do not answer");
        Legacy.Edit("L-1", "{'limit':9}");
        var run = await CompareAsync(hub, whole: false);
        New.Before = _ => Task.CompletedTask;
        (run.State, run.History[0].Reason!.Contains("stands still", StringComparison.Ordinal)).ShouldBe(("failed", true));
        (await hub.StatusOfAsync("orders", Side.Legacy)).Reconciled!.Text.ShouldMatch("^verified \\d+ s ago$");
    }

    [Fact]
    public async Task By_the_clock_changes_are_compared_more_often_than_all()
    {
        await using var hub = await StartWithAsync(2);
        var link = TestHub.Link(bothWays: true) with
        {
            Reconcile = TimeSpan.FromDays(1),
            ReconcileChanged = TimeSpan.FromTicks(1),
        };
        hub.Serve(TestHub.Plan(link));
        async Task<string> RunAsync() =>
            (await EndedAsync(hub, "reconcile", hub.Jobs.Start("reconcile", null, null, "the clock"))).Progress!.Text;
        (await RunAsync()).ShouldMatch("2 records compared");
        (await RunAsync()).ShouldMatch("changed records? compared");
        hub.Serve(TestHub.Plan(link with { ReconcileChanged = TimeSpan.Zero }));
        (await RunAsync()).ShouldBe("no link is due");
    }

    [Fact]
    public async Task What_is_not_true_or_false_is_refused()
    {
        await using var hub = await StartWithAsync(1);
        using var client = hub.Client();
        using var answer = await client.PostAsync($"{Path}?changed=yes", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("must be true or false");
    }

    /// <summary>
    /// Both sides are edited, records made, deleted, lost, planted, conflicts left open and changes refused, in an order that a
    /// seed gives; <c>HUB_TEST_SEEDS</c> runs more seeds.
    /// </summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_comes_between_it_finds_what_a_comparison_of_all_finds(int seed)
    {
        var random = new Random(seed);
        await using var hub = await StartWithAsync(20, ConflictRule.Park);
        await FoundAsync(hub);
        var touched = new SeededChanges(random, Legacy, New, AtNew);
        for (var stretch = 0; stretch < 3; stretch++)
        {
            New.Refuses = content => content["limit"]?.GetValue<int>() > 900 ? "too large" : null;
            for (var step = 0; step < 15; step++)
                touched.Step();
            await hub.CaughtUpAsync();
            touched.Plant();
            var told = await FoundAsync(hub, whole: false);
            var stream = SyncStream.Of(TestHub.Plan(Link)).Single(s => s.Origin == Side.Legacy);
            var all = await hub.Whole.RunAsync(stream, (_, _, _) => { }, TestContext.Current.CancellationToken);
            var expected = all.Records.Select(r => $"{r.Key} {r.Kind} "
                    + string.Join("; ", r.Fields.Select(f => $"{f.Path}: {f.Legacy} / {f.New}")))
                .Order(StringComparer.Ordinal);
            string.Join('\n', Records(told)).ShouldBe(string.Join('\n', expected), $"seed {seed}, stretch {stretch}");
            Unjudged(told["text"]!.ToString()).ShouldBe(
                Unjudged(Verification.Of(all, all.At).Text), $"seed {seed}, stretch {stretch}");
            told["changed"].ShouldNotBeNull();
        }
    }

    public static TheoryData<int> Seeds() =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("HUB_TEST_SEEDS"), out var n) ? n : 4)];

    private static LinkPlan Link => TestHub.Link(bothWays: true) with { Conflict = ConflictRule.Park };

    private static string Unjudged(string text) =>
        text.IndexOf("; not judged", StringComparison.Ordinal) is >= 0 and var at ? text[at..] : "";
}

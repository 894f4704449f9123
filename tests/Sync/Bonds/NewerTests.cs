using System.Text.Json.Nodes;
using Hub.Platform.Plan;
using Hub.ServiceKit.Changes;
using Hub.Platform.Tests.Storage;
using Hub.Sync.Bonds;
using Hub.Tests.Servers;

namespace Hub.Sync.Tests.Bonds;

public sealed class NewerTests_on_SQLite() : NewerTests(StoreEngine.Sqlite);

public sealed class NewerTests_on_PostgreSQL() : NewerTests(StoreEngine.Postgres);

/// <summary>Conflicts in which the later edit wins.</summary>
public abstract class NewerTests(StoreEngine engine) : TwoSides(engine)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.0, 5.0, "new", true), InlineData(0.0, 5.0, "new", false)]
    [InlineData(5.0, 0.0, "legacy", true), InlineData(5.0, 0.0, "legacy", false)]
    [InlineData(0.0, 0.5, "legacy", true), InlineData(0.0, 0.5, "legacy", false)]
    [InlineData(null, 5.0, "legacy", true), InlineData(0.0, null, "legacy", false)]
    public async Task The_later_edit_stands_and_where_times_do_not_tell_the_owners(
        double? atLegacy, double? atNew, string stands, bool legacyFirst)
    {
        await using var hub = await StartAsync(ConflictRule.Newer);
        var key = await MakeAsync(hub, "{'limit':1,'note':'a'}");
        Mute(true);
        (Legacy.Clock, New.Clock) = (() => After(atLegacy), () => After(atNew));
        Legacy.Edit("L-1", "{'limit':2}");
        New.Edit(key, "{'limit':3,'note':'b'}");
        (legacyFirst ? Legacy : New).IsMute = false;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count > 0);
        Mute(false);

        await HoldAsync(key, $"{{'limit':{(stands == "new" ? 3 : 2)},'note':'b'}}");
        await RestAsync(hub);
        var conflict = (await ConflictsAsync(hub)).ShouldHaveSingleItem()!;
        conflict["stands"]!.ToString().ShouldBe(stands);
        conflict["fields"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString()
            .ShouldBe("""{"path":"limit","base":1,"legacy":2,"new":3}""");
        (TimeOf(conflict["legacyChangedAt"]), TimeOf(conflict["newChangedAt"])).ShouldBe((After(atLegacy), After(atNew)));
    }

    [Theory]
    [InlineData(true, true), InlineData(true, false), InlineData(false, true), InlineData(false, false)]
    public async Task A_deletion_and_an_edit_go_by_their_times_too(bool deletedLater, bool legacyFirst)
    {
        await using var hub = await StartAsync(ConflictRule.Newer);
        var key = await MakeAsync(hub, "{'limit':1}");
        Mute(true);
        (Legacy.Clock, New.Clock) = (() => Noon, () => Noon.AddMinutes(deletedLater ? 1 : -1));
        Legacy.Edit("L-1", "{'limit':2}");
        New.Delete(key);
        (legacyFirst ? Legacy : New).IsMute = false;
        await Eventually.HoldsAsync(async () => (await ConflictsAsync(hub)).Count > 0);
        Mute(false);
        var wanted = deletedLater ? null : "{'limit':2}";
        await Eventually.HoldsAsync(
            $"both sides to hold {wanted}", () => Task.FromResult((Legacy.Read("L-1"), New.Read(key)) == (wanted, wanted)));
        await RestAsync(hub);
        (Legacy.Read("L-1"), New.Read(key)).ShouldBe((wanted, wanted));
        (await ConflictsAsync(hub)).Select(c => c!["stands"]!.ToString()).Distinct()
            .ShouldBe([deletedLater ? "new" : "legacy"]);
    }

    private static DateTimeOffset? After(double? seconds) => seconds is { } s ? Noon.AddSeconds(s) : null;

    private static DateTimeOffset? TimeOf(JsonNode? node) => node?.GetValue<DateTimeOffset>();
}

public sealed class NewerTests_with_a_service_that_forgets : NewerTests
{
    public NewerTests_with_a_service_that_forgets()
        : base(StoreEngine.Sqlite) => New = new ForgetfulSystem();
}

/// <summary>The rule by itself.</summary>
public sealed class ConflictWinnerTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-10.0, -5.0, Side.New)]
    [InlineData(-5.0, -10.0, Side.Legacy)]
    [InlineData(-5.0, -4.001, Side.Legacy)]
    [InlineData(-5.0, -4.0, Side.New)]
    [InlineData(null, -4.0, Side.Legacy)]
    [InlineData(-5.0, null, Side.Legacy)]
    [InlineData(-5.0, 9.0, Side.New)]
    // Clocks are apart: nobody edits in the future.
    [InlineData(-5.0, 11.0, Side.Legacy)]
    [InlineData(3600.0, -5.0, Side.Legacy)]
    public void Times_are_believed_as_far_as_they_can_tell(double? legacy, double? @new, Side wins)
    {
        foreach (var origin in new[] { Side.Legacy, Side.New })
        {
            var (arriving, standing) = origin == Side.Legacy ? (legacy, @new) : (@new, legacy);
            new ConflictWinner(ConflictRule.Newer, origin, Side.Legacy, At(arriving), Now).Of(At(standing)).ShouldBe(wins);
            // The other rules know no times.
            new ConflictWinner(ConflictRule.Owner, origin, Side.New, At(arriving), Now).Of(At(standing)).ShouldBe(Side.New);
            new ConflictWinner(ConflictRule.Park, origin, Side.New, At(arriving), Now).Of(At(standing)).ShouldBeNull();
        }
    }

    private static DateTimeOffset? At(double? seconds) => seconds is { } s ? Now.AddSeconds(s) : null;
}

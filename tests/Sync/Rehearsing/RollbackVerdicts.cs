using Hub.Platform.Links;
using Hub.Sync.Rehearsing;

namespace Hub.Sync.Tests.Rehearsing;

/// <summary>What a rollback would cost, as a pure function of what a rehearsal has found.</summary>
public sealed class RollbackVerdicts
{
    private static readonly DateTimeOffset At = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly RehearsalFindings Nothing = new(At);

    [Fact]
    public void Where_legacy_holds_all_a_rollback_is_lossless() => Nothing.ToVerdict().Describe().ShouldBe("lossless");

    [Theory]
    [InlineData(1, false, null, "lossless once 1 change is written back (how long that takes was not measured yet)")]
    [InlineData(3, false, 1.5, "lossless once 3 changes are written back (about 2 s)")]
    [InlineData(500, true, 1000.0, "lossless once more than 500 changes are written back (less than 1 s)")]
    [InlineData(500, true, 2.0, "lossless once more than 500 changes are written back (about 4 min)")]
    public void What_is_on_its_way_is_counted_and_the_time_it_takes_is_that_of_the_measured_rate(
        long changes, bool more, double? perSecond, string verdict) =>
        (Nothing with { ToWriteBack = changes, IsMore = more, PerSecond = perSecond }).ToVerdict().Describe().ShouldBe(verdict);

    [Fact]
    public void What_legacy_would_not_take_weighs_more_than_what_is_on_its_way_or_not_known()
    {
        var verdict = (Nothing with
        {
            ToWriteBack = 3,
            NotAsked = "crm: cannot be reached",
            Failing = [new("C-1", "name", "it has 81 characters, at most 80 are allowed"), new("C-2", null, "parked: no")],
            FailingBesides = 7,
        }).ToVerdict();
        verdict.State.ShouldBe(RollbackState.NotLossless);
        verdict.Describe().ShouldBe("not lossless: legacy would not hold 9 records as the new side does");
        verdict.DescribeRecords().ShouldBe(
            ["C-1, name: it has 81 characters, at most 80 are allowed", "C-2: parked: no", "and 7 more"]);
    }

    [Fact]
    public void Where_legacy_could_not_be_asked_nothing_is_claimed() =>
        (Nothing with { ToWriteBack = 3, NotAsked = "crm: cannot be reached" }).ToVerdict().Describe()
            .ShouldBe("not known: crm: cannot be reached");

    [Fact]
    public void Not_more_records_are_named_than_people_read() =>
        (Nothing with { Failing = [.. Enumerable.Range(1, 20).Select(n => new FailingRecord($"C-{n}", null, "no"))] })
            .ToVerdict().DescribeRecords().Count().ShouldBe(RollbackVerdict.MostNamed + 1);

    [Theory]
    [InlineData(0.2, "rehearsed 0 s ago")]
    [InlineData(59, "rehearsed 59 s ago")]
    [InlineData(600, "rehearsed 10 min ago")]
    [InlineData(10_800, "rehearsed 3 hours ago")]
    public void A_verdict_says_how_old_it_is(double seconds, string age) =>
        Nothing.ToVerdict().DescribeAge(At.AddSeconds(seconds)).ShouldBe(age);

    [Fact]
    public void The_pace_is_measured_only_between_looks_that_both_found_changes_waiting()
    {
        var quiet = WritingPace.After(null, applied: 10, At, waits: false);
        var began = WritingPace.After(quiet, applied: 20, At.AddSeconds(10), waits: true);
        began.PerSecond.ShouldBeNull("nobody knows when the first of these came");
        var busy = WritingPace.After(began, applied: 60, At.AddSeconds(20), waits: true);
        busy.PerSecond.ShouldBe(4);
        WritingPace.After(busy, applied: 61, At.AddSeconds(80), waits: false).PerSecond.ShouldBe(4, "it had nothing more to do");
        WritingPace.After(busy, applied: 60, At.AddSeconds(80), waits: true).PerSecond
            .ShouldBe(4, "a side that is down has no pace");
    }
}

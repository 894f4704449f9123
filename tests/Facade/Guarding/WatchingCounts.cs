using Hub.Facade.Guarding;
using Hub.Facade.Measuring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Tests.Guarding;

/// <summary>The guardrail's state machine over counts.</summary>
public sealed class WatchingCounts
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(6, false), InlineData(7, true)]
    public void Little_traffic_is_never_a_breach_and_seven_failures_out_of_seven_are_one(int failures, bool isBreach)
    {
        var watch = Recorded(10_000, 10);
        string? breach = null;
        for (var i = 0; i < failures; i++)
            (watch, breach) = watch.Add(Counted(2, Stage.New, @new: 1, newFailed: 1), GuardrailPlan.Default, Noon);
        (breach is not null).ShouldBe(isBreach);
    }

    [Fact]
    public void What_breaks_both_sides_at_the_same_time_is_no_breach()
    {
        var watch = Recorded(10_000, 0);
        for (var i = 0; i < 1_000; i++)
        {
            (watch, var breach) = watch.Add(Counted(2, Stage.Canary, 10, 5, 10, 5), GuardrailPlan.Default, Noon);
            breach.ShouldBeNull();
        }
    }

    [Fact]
    public void What_breaks_after_a_good_day_is_found_by_a_test_that_began_later()
    {
        var watch = Recorded(10_000, 10);
        for (var minute = 0; minute < 24 * 60; minute++)
            (watch, _) = watch.Add(
                Counted(2, Stage.Canary, 1_000, 1, 1_000, 1), GuardrailPlan.Default, Noon.AddMinutes(minute));
        var (asked, found) = (0, (string?)null);
        for (; found is null && asked < 10_000; asked += 10)
            (watch, found) = watch.Add(Counted(2, Stage.Canary, 10, 0, 10, 5), GuardrailPlan.Default, Noon.AddDays(1));
        found.ShouldNotBeNull().ShouldContain("of the new side failed");
        asked.ShouldBeLessThan(2_000);
    }

    [Fact]
    public void Slow_answers_are_a_breach_where_legacy_is_fast_at_the_same_time()
    {
        var watch = Recorded(10_000, 0);
        string? breach = null;
        for (var i = 0; breach is null && i < 1_000; i++)
            (watch, breach) = watch.Add(
                Counted(2, Stage.Canary, 20, 0, 20, 0) with { New = Answers(20, 0, slow: 1) }, GuardrailPlan.Default, Noon);
        breach.ShouldNotBeNull().ShouldContain("took more than 2 times legacy's p99");
    }

    [Fact]
    public void A_node_that_is_behind_tells_nothing_of_a_state_that_is_over()
    {
        var (watch, _) = Recorded(10_000, 0).Add(Counted(9, Stage.Canary, 0, 0, 1, 0), GuardrailPlan.Default, Noon);
        (var next, _) = watch.Add(Counted(2, Stage.New, 0, 0, 50, 50), GuardrailPlan.Default, Noon);
        next.State.ShouldBe(watch.State);
        next.Errors.All.ShouldBe(watch.Errors.All);
    }

    private static RouteWatch Recorded(int answered, int failed) =>
        new RouteWatch().Add(Counted(1, Stage.Legacy, answered, failed), GuardrailPlan.Default, Noon).Next;

    private static GuardCounts Counted(
        long revision, Stage stage, int legacy = 0, int legacyFailed = 0, int @new = 0, int newFailed = 0) =>
        new(revision, $"{stage}", stage, Answers(legacy, legacyFailed), Answers(@new, newFailed), 0, 0);

    private static AnswerCounts Answers(int answered, int failed, int slow = 0)
    {
        var counts = new SideTraffic();
        for (var i = 0; i < answered; i++)
            counts.Add(TimeSpan.FromMilliseconds(i < slow ? 900 : 10), failed: i < failed);
        return counts.Read();
    }
}

using Hub.Facade.Evidence;

namespace Hub.Facade.Tests.Evidence;

/// <summary>The upper bound of the share of different answers.</summary>
public sealed class BoundsOfMismatches
{
    [Fact]
    public void Without_evidence_everything_is_possible() => MismatchBound.Upper(0, 0).ShouldBe(1, 1e-9);

    // 2,995 are the least by which any method can tell 0.1 % with 95 % confidence: 0.999 to that power is 5 %.
    [Fact]
    public void Equal_answers_alone_reach_a_tenth_of_a_percent_not_long_after_the_least_that_can()
    {
        var needed = MismatchBound.Missing(0, 0, 0.001);
        needed.ShouldBeInRange(2_995, 3_700);
        MismatchBound.Upper(needed, 0).ShouldBeLessThanOrEqualTo(0.001);
        MismatchBound.Upper(needed - 1, 0).ShouldBeGreaterThan(0.001);
    }

    [Theory]
    [InlineData(1), InlineData(5), InlineData(40)]
    public void Different_answers_take_more_equal_ones_and_the_bound_is_above_what_was_seen(int different)
    {
        var missing = MismatchBound.Missing(1_000, different, 0.01);
        MismatchBound.Upper(1_000 + missing, different).ShouldBeLessThanOrEqualTo(0.01);
        MismatchBound.Upper(1_000, different).ShouldBeGreaterThan(different / 1_000.0);
        MismatchBound.Missing(1_000, different + 1, 0.01).ShouldBeGreaterThanOrEqualTo(missing);
        MismatchBound.Upper(1_000, different + 1).ShouldBeGreaterThan(MismatchBound.Upper(1_000, different));
    }

    // A bound that holds at one moment only would be undercut at some time by nearly all of them.
    [Theory]
    [InlineData(0.001), InlineData(0.01), InlineData(0.2)]
    public void Whoever_looks_after_every_answer_finds_it_below_the_truth_in_5_percent_of_runs_at_most(double truth)
    {
        var random = new Random(20261129);
        var (runs, undercut) = (1_000, 0);
        for (var run = 0; run < runs; run++)
        {
            var different = 0;
            for (var n = 1; n <= 5_000; n++)
            {
                if (random.NextDouble() < truth)
                    different++;
                if (!MismatchBound.IsBelow(truth, n, different))
                    continue;
                undercut++;
                break;
            }
        }

        // 5 % of 1,000, and three standard deviations.
        undercut.ShouldBeLessThanOrEqualTo(50 + 21);
    }
}

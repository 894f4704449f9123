using Hub.Facade.Measuring;

namespace Hub.Facade.Tests.Watching;

public sealed class SlidingWindows
{
    [Fact]
    public void What_is_older_than_the_window_counts_in_the_whole_only()
    {
        var traffic = new SideTraffic();
        traffic.Add(TimeSpan.FromMilliseconds(10), failed: true);
        traffic.ReadLately().Failed.ShouldBe(1);
        for (var turn = 0; turn < SideTraffic.Window / SideTraffic.Pace; turn++)
            traffic.Turn();
        traffic.Add(TimeSpan.FromMilliseconds(20), failed: false);
        (traffic.ReadLately().Answered, traffic.ReadLately().Failed).ShouldBe((1, 0));
        (traffic.Read().Answered, traffic.Read().Failed).ShouldBe((2, 1));
    }

    [Fact]
    public void The_last_minute_ends_two_copies_ago()
    {
        var traffic = new SideTraffic();
        traffic.Add(TimeSpan.FromMilliseconds(10), failed: true);
        traffic.Turn();
        traffic.ReadLastMinute().Failed.ShouldBe(1);
        traffic.Turn();
        traffic.ReadLastMinute().Failed.ShouldBe(0);
        traffic.ReadLately().Failed.ShouldBe(1);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.05)]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(999)]
    [InlineData(60_000)]
    public void A_percentile_is_told_with_an_error_of_an_eighth_at_most(double milliseconds)
    {
        var traffic = new SideTraffic();
        for (var n = 0; n < 99; n++)
            traffic.Add(TimeSpan.FromMilliseconds(milliseconds), failed: false);
        traffic.Add(TimeSpan.FromMilliseconds(milliseconds * 2), failed: true);
        traffic.Read().Percentile(0.99).ShouldNotBeNull().ShouldBe(milliseconds, (milliseconds / 8) + 0.005);
        traffic.Read().Percentile(1).ShouldNotBeNull().ShouldBe(milliseconds * 2, (milliseconds / 4) + 0.005);
    }

    [Fact]
    public void A_duration_beyond_all_buckets_is_in_the_last_one() =>
        AnswerTimes.BucketOf(TimeSpan.FromDays(1)).ShouldBe(AnswerTimes.Buckets - 1);

    [Fact]
    public void Counts_of_another_node_are_added_whatever_it_says()
    {
        var mine = new SideTraffic();
        mine.Add(TimeSpan.FromMilliseconds(5), failed: false);
        var theirs = AnswerCounts.Of(new Dictionary<int, long> { [3] = 2, [-1] = 7, [100_000] = 7, [5] = -4 });
        mine.Read().Plus(theirs).Answered.ShouldBe(3);
        theirs.Plus(mine.Read()).Answered.ShouldBe(3);
        AnswerCounts.None.Plus(mine.Read()).Answered.ShouldBe(1);
    }
}

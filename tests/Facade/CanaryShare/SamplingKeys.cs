using Hub.Facade.CanaryShare;

namespace Hub.Facade.Tests.CanaryShare;

/// <summary>A random sample of distinct keys, in bounded memory, that merges over nodes.</summary>
public sealed class SamplingKeys
{
    private readonly Random _random = new(7);

    [Fact]
    public void Few_keys_are_all_kept_each_once()
    {
        var sample = new KeySample();
        foreach (var key in Keys(1000))
            for (var times = 0; times < 3; times++)
                sample.Add(key, AnsweringSides.Legacy);
        (sample.Kept, sample.Distinct, sample.Depth).ShouldBe((1000, 1000, 0));
    }

    [Fact]
    public void Of_many_keys_a_bounded_number_is_kept_which_tells_how_many_there_were()
    {
        var sample = new KeySample();
        foreach (var key in Keys(200_000))
            sample.Add(key, AnsweringSides.New);
        sample.Kept.ShouldBeInRange(KeySample.Most / 2, KeySample.Most);
        // The standard error is 1.2/√4096 of it: two percent.
        sample.Distinct.ShouldBe(200_000, 20_000);
    }

    [Theory]
    [InlineData(500, 700)]
    [InlineData(5_000, 90_000)]
    [InlineData(90_000, 300)]
    public void Samples_of_two_nodes_make_the_sample_of_one_that_saw_everything(int first, int second)
    {
        ulong[] here = [.. Keys(first)], there = [.. Keys(second), .. here.Take(100)];
        var (one, other, both) = (new KeySample(), new KeySample(), new KeySample());
        foreach (var key in here)
            one.Add(key, AnsweringSides.Legacy);
        foreach (var key in there)
            other.Add(key, AnsweringSides.New);
        foreach (var key in here)
            both.Add(key, AnsweringSides.Legacy);
        foreach (var key in there)
            both.Add(key, AnsweringSides.New);

        var merged = KeySample.Read(one.Write());
        merged.Add(KeySample.Read(other.Write()));
        Facts(merged).ShouldBe(Facts(both));
        merged.AnsweredBy(AnsweringSides.Legacy | AnsweringSides.New).ShouldBeGreaterThan(0);
    }

    private static (int, int, int, int, int) Facts(KeySample sample) => (
        sample.Depth, sample.Kept, sample.AnsweredBy(AnsweringSides.Legacy), sample.AnsweredBy(AnsweringSides.New),
        sample.AnsweredBy(AnsweringSides.Legacy | AnsweringSides.New));

    private IEnumerable<ulong> Keys(int count)
    {
        for (var i = 0; i < count; i++)
            yield return (ulong)_random.NextInt64(long.MinValue, long.MaxValue);
    }
}

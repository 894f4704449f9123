using Hub.Facade.CanaryShare;

namespace Hub.Facade.Tests.CanaryShare;

/// <summary>The sample-ratio test, read after every key.</summary>
public sealed class TestingShares
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    [InlineData(99)]
    public void A_share_that_is_as_set_is_hardly_ever_contradicted_however_often_one_looks(double percent)
    {
        var random = new Random(11);
        // Of 1,000 canaries one is expected at most; ten would be one chance in a million.
        Enumerable.Range(0, 1000).Count(_ => KeysUntilContradicted(random, percent, percent, most: 2000) is not null)
            .ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData(10, 0, 250)]
    [InlineData(5, 3, 4096)]
    [InlineData(50, 40, 1500)]
    [InlineData(50, 100, 60)]
    [InlineData(1, 5, 600)]
    public void A_share_that_is_another_is_found(double set, double real, int within)
    {
        var random = new Random(13);
        var found = Enumerable.Range(0, 101).Select(_ => KeysUntilContradicted(random, set, real, most: 20_000) ?? int.MaxValue)
            .Order().ToList();
        found[50].ShouldBeLessThanOrEqualTo(within);
    }

    [Fact]
    public void Nobody_and_everybody_are_contradicted_by_a_single_key()
    {
        ShareTest.Contradicts(100, 0, depth: 0, percent: 0).ShouldBeFalse();
        ShareTest.Contradicts(100, 1, depth: 0, percent: 0).ShouldBeTrue();
        ShareTest.Contradicts(100, 100, depth: 0, percent: 100).ShouldBeFalse();
        ShareTest.Contradicts(100, 99, depth: 0, percent: 100).ShouldBeTrue();
        ShareTest.Contradicts(0, 0, depth: 0, percent: 5).ShouldBeFalse();
    }

    private static int? KeysUntilContradicted(Random random, double set, double real, int most)
    {
        var atNew = 0;
        for (var keys = 1; keys <= most; keys++)
        {
            if (random.NextDouble() * 100 < real)
                atNew++;
            if (ShareTest.Contradicts(keys, atNew, depth: 0, set))
                return keys;
        }

        return null;
    }
}

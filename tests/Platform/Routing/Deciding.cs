using FsCheck;
using FsCheck.Fluent;
using Hub.Platform.Routing;

namespace Hub.Platform.Tests.Routing;

public sealed class Deciding
{
    private static readonly Gen<string> Keys = ArbMap.Default.GeneratorFor<NonEmptyString>().Select(s => s.Get);

    [Fact]
    public void Decides_as_Microsofts_library_does_by_the_same_definition()
    {
        var cases =
            from key in Keys
            from seed in Keys
            from percent in Gen.OneOf(Gen.Choose(0, 100).Select(n => (double)n), Gen.Choose(0, 10_000).Select(n => n / 100.0))
            from stage in Gen.Elements(Stage.Legacy, Stage.Canary, Stage.New)
            from users in Gen.Elements<string[]>([], [key], [key + "x"])
            from groups in Gen.Elements<string[]>([], ["staff"], ["others"])
            select (key, seed, groups, state: new RouteState(stage, percent) { Users = [.. users], Groups = ["staff"] });
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var flag = FlagDefinition.Of("orders.place", c.state, c.seed);
            var ours = new CompiledFlag(flag).Decide(c.key, new Caller(null, [.. c.groups])).Side;
            return ours == FlagOracle.DecideAsync(flag, c.key, c.groups).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void A_customer_once_moved_is_never_moved_back_by_a_larger_percentage()
    {
        var cases = from key in Keys from a in Gen.Choose(0, 100) from b in Gen.Choose(a, 100) select (key, a, b);
        Prop.ForAll(cases.ToArbitrary(), c => Canary(c.a).Decide(c.key, Caller.Unknown).Side == Side.Legacy
            || Canary(c.b).Decide(c.key, Caller.Unknown).Side == Side.New).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_tenth_of_many_customers_is_about_a_tenth() =>
        Enumerable.Range(0, 20_000).Count(n => Canary(10).Decide($"C-{n}", Caller.Unknown).Side == Side.New).ShouldBeInRange(1800, 2200);

    [Theory]
    [InlineData(0, Side.Legacy)]
    [InlineData(100, Side.New)]
    public void At_the_ends_everybody_is_on_one_side(double percent, Side side) =>
        Enumerable.Range(0, 1000).ShouldAllBe(n => Canary(percent).Decide($"C-{n}", Caller.Unknown).Side == side);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_canary_request_without_a_key_stays_on_legacy(string? key) =>
        Canary(100).Decide(key, Caller.Unknown).ShouldBe(new Decision(Side.Legacy, DecisionRule.NoKey));

    [Fact]
    public void A_forced_side_comes_before_everything() =>
        Canary(100).Decide("C-1", new Caller(Side.Legacy, [])).ShouldBe(new Decision(Side.Legacy, DecisionRule.Forced));

    [Fact]
    public void A_decision_allocates_nothing()
    {
        var flag = Canary(50);
        var caller = Caller.Unknown;
        for (var i = 0; i < 1000; i++)
            flag.Decide("C-1001", caller);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            flag.Decide("C-1001", caller);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static CompiledFlag Canary(double percent) => new(FlagDefinition.Of("orders.place", new RouteState(Stage.Canary, percent), "customer"));
}

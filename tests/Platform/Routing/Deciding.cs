using FsCheck;
using FsCheck.Fluent;
using Hub.Platform.Routing;
using Hub.Platform.Tests.Plan;
using Hub.ServiceKit.Changes;

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
    public void A_smaller_percentage_moves_the_newest_first()
    {
        // Who came with the smaller step goes with none before whoever came with the larger one.
        var cases = from one in Keys
            from other in Keys
            from steps in Gen.ArrayOf(Gen.Choose(0, 100))
            select (one, other, steps: steps.Order().ToArray());
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (oneCame, otherCame) = (
                Array.FindIndex(c.steps, s => IsNew(c.one, s)), Array.FindIndex(c.steps, s => IsNew(c.other, s)));
            if (oneCame < 0 || otherCame < 0 || oneCame == otherCame)
                return true;
            var (older, newer) = oneCame < otherCame ? (c.one, c.other) : (c.other, c.one);
            return c.steps.Reverse().All(s => !IsNew(newer, s) || IsNew(older, s));
        }).QuickCheckThrowOnFailure();

        static bool IsNew(string key, double percent) => Canary(percent).Decide(key, Caller.Unknown).Side == Side.New;
    }

    [Fact]
    public void Routes_that_share_a_seed_move_together_for_one_key_by_Microsofts_library_too()
    {
        var cases = from key in Keys
            from seed in Keys
            from percent in Gen.Choose(0, 100)
            select (key, seed, state: new RouteState(Stage.Canary, percent));
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var (get, place) = (
                FlagDefinition.Of("orders.get", c.state, c.seed), FlagDefinition.Of("orders.place", c.state, c.seed));
            var side = new CompiledFlag(get).Decide(c.key, Caller.Unknown).Side;
            return side == new CompiledFlag(place).Decide(c.key, Caller.Unknown).Side
                && side == FlagOracle.DecideAsync(get, c.key).GetAwaiter().GetResult()
                && side == FlagOracle.DecideAsync(place, c.key).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void Naming_a_key_moves_it_and_no_other()
    {
        var cases = from named in Keys from other in Keys from percent in Gen.Choose(0, 100) select (named, other, percent);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var flag = new CompiledFlag(
                FlagDefinition.Of("orders.place", new RouteState(Stage.Canary, c.percent) { Users = [c.named] }, "customer"));
            var other = flag.Decide(c.other, Caller.Unknown).Side;
            return flag.Decide(c.named, Caller.Unknown).Side == Side.New
                && (c.named == c.other || other == Canary(c.percent).Decide(c.other, Caller.Unknown).Side);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_tenth_of_many_customers_is_about_a_tenth() =>
        Enumerable.Range(0, 20_000).Count(n => Canary(10).Decide($"C-{n}", Caller.Unknown).Side == Side.New)
            .ShouldBeInRange(1800, 2200);

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

    [Theory]
    [InlineData(Stage.Legacy, 0, "C-1001")]
    [InlineData(Stage.Canary, 50, "C-1001")]
    [InlineData(Stage.Canary, 50, null)]
    [InlineData(Stage.New, 0, "C-1001")]
    public void A_decision_allocates_nothing_at_any_stage_nor_for_a_key_of_any_length(Stage stage, double percent, string? key)
    {
        var (plan, _) = PlanFiles.Load();
        var state = new RouteState(stage, percent)
        {
            Users = stage == Stage.Canary ? ["C-1"] : [],
            Groups = stage == Stage.Canary ? ["staff"] : [],
        };
        var snapshot = new RoutingSnapshot(1, plan!, new Dictionary<string, RouteState> { ["orders.get"] = state });
        string?[] keys = [key, new string('ü', 400)];
        var caller = new Caller(null, ["others"]);
        Decide();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decide();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        void Decide()
        {
            for (var i = 0; i < 1000; i++)
                snapshot.Decide("orders.get", keys[i % 2], caller);
        }
    }

    private static CompiledFlag Canary(double percent) =>
        new(FlagDefinition.Of("orders.place", new RouteState(Stage.Canary, percent), "customer"));
}

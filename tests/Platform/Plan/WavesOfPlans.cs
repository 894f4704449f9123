using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

public sealed class WavesOfPlans
{
    [Fact]
    public void A_wave_names_its_routes_or_means_all_of_the_capability()
    {
        var (plan, errors) = Load("[{ to: shadow }, { to: canary, routes: [orders.get], by: 2027-02-01 }]");
        errors.ShouldBeEmpty();
        var waves = plan!.Capabilities.Single().Waves;
        waves.Select(w => (w.To, string.Join(' ', w.Routes), w.By)).ShouldBe(
            [("shadow", "orders.get orders.place", null), ("canary", "orders.get", new DateOnly(2027, 2, 1))]);
    }

    [Theory]
    [InlineData("[{ to: somewhere }]", "'to' is one of shadow, canary, new, retired, and not 'somewhere'")]
    [InlineData("[{ routes: [orders.get] }]", "'to' is missing")]
    [InlineData("[{ to: new, routes: [orders.gt] }]", "the capability has no route 'orders.gt'; did you mean 'orders.get'?")]
    [InlineData("[{ to: new, routes: orders.get }]", "'routes' is a list of route ids, as in [orders.get]")]
    [InlineData("[{ to: new, by: soon }]", "'by' is the last day that is in time, as in 2027-02-01")]
    [InlineData("[{ to: new, until: 2027-02-01 }]", "'until' is not known here")]
    [InlineData("{ to: new }", "'waves' is a list, as in [{ to: canary, routes: [orders.get], by: 2027-02-01 }]")]
    public void A_wave_that_cannot_be_meant_is_a_fault(string waves, string message) =>
        Load(waves).Errors.ShouldContain(e => e.Message.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void A_stored_plan_with_waves_that_an_earlier_version_did_not_read_is_served()
    {
        var errors = new PlanErrors { IsStored = _ => true };
        new PlanLoader([]).Load(
            PlanFiles.Bundle(("capabilities/orders.yaml", $"{PlanFiles.Orders}\nwaves: [soon]")), new PlanReferences(), errors)
            .ShouldNotBeNull();
        errors.ShouldBeEmpty();
        errors.Notes.ShouldContain(n => n.Message.Contains("expected fields here", StringComparison.Ordinal));
    }

    private static (MigrationPlan? Plan, PlanErrors Errors) Load(string waves) =>
        PlanFiles.Load(("capabilities/orders.yaml", $"{PlanFiles.Orders}\nwaves: {waves}"));
}

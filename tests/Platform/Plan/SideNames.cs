using Hub.ServiceKit.Hosting;

namespace Hub.Platform.Tests.Plan;

/// <summary>A side's name is read once, and printed as the plan wrote it.</summary>
public sealed class SideNames
{
    [Theory]
    [InlineData("adapter:erp", SideKind.Adapter, "erp")]
    [InlineData("service:orders", SideKind.Service, "orders")]
    [InlineData("service:", SideKind.Service, "")]
    [InlineData("http://orders:8080", SideKind.Address, "http://orders:8080")]
    [InlineData("Adapter:erp", SideKind.Address, "Adapter:erp")]
    [InlineData("adapters:erp", SideKind.Address, "adapters:erp")]
    [InlineData("", SideKind.Address, "")]
    public void A_name_says_what_the_side_is_and_keeps_its_writing(string written, SideKind kind, string name)
    {
        var side = SideName.Parse(written);
        (side.Kind, side.Name, side.ToString(), side.IsHosted).ShouldBe((kind, name, written, kind != SideKind.Address));
    }

    [Fact]
    public void Names_that_are_written_alike_are_one_side()
    {
        SideName.Parse("adapter:erp").ShouldBe(SideName.Adapter("erp"));
        SideName.Parse("service:erp").ShouldNotBe(SideName.Adapter("erp"));
        SideName.Parse("service:orders").ShouldBe(SideName.Service("orders"));
    }

    [Fact]
    public void A_reference_is_of_an_address_whatever_it_stands_for()
    {
        SideName.Address("adapter:${env:SYSTEM}").IsHosted.ShouldBeFalse();
    }

    [Fact]
    public void A_plan_and_a_capability_know_all_their_sides()
    {
        var plan = PlanFiles.Load().Plan!;
        plan.Uses(plan.Systems.Single().Side).ShouldBeTrue();
        plan.Uses(SideName.Service("nobody")).ShouldBeFalse();
    }
}

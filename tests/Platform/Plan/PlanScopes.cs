using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

public sealed class PlanScopes
{
    private static readonly (string, string)[] Served =
    [
        ("systems/crm.yaml", "system: crm\nsoap: { wsdl: contracts/crm.wsdl }"),
        ("contracts/crm.wsdl", "<import schemaLocation='types.xsd'/>"),
        ("contracts/types.xsd", "<old/>"),
        ("capabilities/customers.yaml", "capability: customers\nsides: { legacy: adapter:crm }"),
        ("hub.yaml", "expose: false"),
    ];

    [Fact]
    public void A_capability_brings_the_system_that_is_its_alone_with_all_that_it_leads_to()
    {
        var scope = Merge(
            ("contracts/types.xsd", "<new/>"),
            ("hub.yaml", "expose: true"),
            ("systems/erp.yaml", "system: erp # other"),
            ("capabilities/customers.yaml",
                "capability: customers # mine\nsides: { legacy: adapter:crm, new: service:customers }"));
        scope.Merged.Text("contracts/types.xsd").ShouldBe("<new/>");
        scope.Merged.Text("capabilities/customers.yaml")!.ShouldContain("service:customers");
        scope.Merged.Text("hub.yaml").ShouldBe("expose: false", "it is everybody's");
        scope.Merged.Text("systems/erp.yaml").ShouldBe(PlanFiles.Erp, "it is orders'");
        scope.Left.ShouldBeEmpty();
    }

    [Fact]
    public void What_it_refers_to_no_more_goes_with_it()
    {
        var scope = Merge(("capabilities/customers.yaml", "capability: customers\nsides: { legacy: adapter:erp }"));
        scope.Merged.Files.Keys
            .ShouldBe(["capabilities/customers.yaml", "capabilities/orders.yaml", "hub.yaml", "systems/erp.yaml"]);
    }

    [Fact]
    public void What_others_use_as_well_is_left_and_said()
    {
        var scope = Merge(
            ("systems/erp.yaml", "system: erp\n"),
            ("capabilities/customers.yaml", "capability: customers\nsides: { legacy: adapter:crm, new: adapter:erp }"));
        scope.Left.ShouldBe(["systems/erp.yaml"]);
        scope.Merged.Text("systems/erp.yaml").ShouldBe(PlanFiles.Erp);
    }

    [Fact]
    public void Files_without_the_capability_are_none_of_its() =>
        PlanScope.Merge(PlanFiles.Bundle(Served), PlanFiles.Bundle(), "customers").ShouldBeNull();

    private static PlanScope Merge(params (string, string)[] changed) =>
        PlanScope.Merge(PlanFiles.Bundle(Served), PlanFiles.Bundle([.. Served, .. changed]), "customers").ShouldNotBeNull();
}

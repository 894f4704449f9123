using System.Text;
using Hub.Facade.Retiring;
using Hub.Platform.Plan;
using Hub.Platform.Routing;

namespace Hub.Facade.Tests;

/// <summary>A system that a route is retired from goes only once no other route needs it, on whichever side.</summary>
public sealed class SystemsThatStay
{
    [Theory]
    [InlineData("http://new:1", true)]
    [InlineData("adapter:erp", false)]
    public void A_system_that_is_the_new_side_of_another_route_stays(string newSideOfOther, bool goes)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            new PlanBundle(new Dictionary<string, string>
            {
                ["capabilities/orders.yaml"] = """
                    capability: orders
                    owner: order-team
                    sides: { legacy: adapter:erp, new: "http://orders:1" }
                    routes: { orders.get: "GET /api/orders/{id}" }
                    """,
                ["capabilities/stock.yaml"] = $$"""
                    capability: stock
                    owner: stock-team
                    sides: { legacy: "http://stock:1", new: "{{newSideOfOther}}" }
                    routes: { stock.get: "GET /api/stock/{id}" }
                    """,
                ["systems/erp.yaml"] = """
                    system: erp
                    soap: { wsdl: contracts/erp.wsdl, address: "http://erp:1" }
                    """,
            }.Select(f => KeyValuePair.Create(f.Key, Encoding.UTF8.GetBytes(f.Value)))),
            new PlanReferences(),
            errors);
        errors.ShouldBeEmpty();

        CarriedEntries.Of(plan!, plan!.Routes.Single(r => r.Id == "orders.get"), _ => Stage.Retired)
            .Any(e => e is { File: "systems/erp.yaml", Goes: true }).ShouldBe(goes);
    }
}

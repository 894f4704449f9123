using System.Text;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
using Hub.Sync.Capturing;

namespace Hub.Sync.Tests;

/// <summary>Which changes a handover waits for.</summary>
public sealed class KeysThatMove
{
    private static readonly RouteState Legacy = new(Stage.Legacy);
    private static readonly RouteState Canary = new(Stage.Canary) { Users = ["C-1"] };

    [Fact]
    public void A_canary_waits_for_the_cohorts_that_it_moves()
    {
        var moves = Moving(Legacy, Canary).ShouldNotBeNull();
        (moves(Of("C-1")), moves(Of("C-2"))).ShouldBe((true, false));
        moves = Moving(Canary, new RouteState(Stage.New)).ShouldNotBeNull();
        (moves(Of("C-1")), moves(Of("C-2"))).ShouldBe((false, true));
    }

    [Fact]
    public void A_change_without_a_cohort_key_counts_where_the_key_decides() =>
        Moving(Legacy, Canary)!(Of(null)).ShouldBeTrue();

    [Fact]
    public void All_count_where_groups_decide() =>
        Moving(Legacy, new RouteState(Stage.Canary) { Groups = ["testers"] })!(Of("C-1")).ShouldBeTrue();

    [Fact]
    public void All_count_where_everybody_moves() => Moving(Legacy, new RouteState(Stage.New))!(Of("C-1")).ShouldBeTrue();

    [Fact]
    public void Nothing_is_told_apart_where_no_handover_is_under_way() => Moving(Canary, null).ShouldBeNull();

    private static Func<Change, bool>? Moving(RouteState stands, RouteState? to)
    {
        var errors = new PlanErrors();
        var plan = new PlanLoader([]).Load(
            new PlanBundle(
            [
                KeyValuePair.Create("systems/erp.yaml", "system: erp"u8.ToArray()),
                KeyValuePair.Create("capabilities/orders.yaml", Encoding.UTF8.GetBytes("""
                    capability: orders
                    owner: team
                    cohort: { key: customerId, from: [header X-Customer-Id], seed: customer }
                    sides: { legacy: "http://127.0.0.1:9", new: "http://127.0.0.1:9" }
                    routes: { orders.place: POST /api/orders, orders.get: "GET /api/orders/{id}" }
                    link: { legacy: adapter:erp, new: service:orders }
                    """)),
            ]),
            new PlanReferences(),
            errors);
        errors.ShouldBeEmpty();
        var state = to is null
            ? stands
            : stands with { Handover = new RouteHandover("h", to, IsBack: false, DateTimeOffset.MaxValue) };
        var snapshot = new RoutingSnapshot(1, plan!, new Dictionary<string, RouteState> { ["orders.place"] = state });
        return AwaitedBarriers.Moving(snapshot, "orders");
    }

    private static Change Of(string? cohort) => new("N-1", cohort, 1, "1", Side.New, ChangeKind.Upsert, null, []);
}

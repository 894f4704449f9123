using Hub.Platform.Plan;

namespace Hub.Platform.Tests.Plan;

/// <summary>What another plan changes: lines, routes as they are written, and public routes that nobody answers then.</summary>
public sealed class PlanDifferences
{
    [Theory]
    [InlineData("a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@| a|-b|+B| c")]
    [InlineData("", "a\nb\n", "@@ -0,0 +1,2 @@|+a|+b")]
    [InlineData("a\n", "", "@@ -1,1 +0,0 @@|-a")]
    [InlineData("a\nb\n", "a\r\nb", "")]
    [InlineData("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\n6\n7\n8\n", "@@ -6,4 +6,3 @@| 6| 7| 8|-9")]
    [InlineData(
        "x\n1\n2\n3\n4\n5\n6\n7\n8\ny\n", "X\n1\n2\n3\n4\n5\n6\n7\n8\nY\n",
        "@@ -1,4 +1,4 @@|-x|+X| 1| 2| 3|@@ -7,4 +7,4 @@| 6| 7| 8|-y|+Y")]
    public void Lines_that_differ_come_in_the_hunks_of_a_unified_diff(string from, string to, string hunks) =>
        string.Join('|', LineDiff.Of(from, to)).ShouldBe(hunks);

    [Fact]
    public void Routes_that_come_go_and_change_are_told_with_the_fields_that_differ()
    {
        var differences = RouteDifference.Between(
            PlanFiles.Bundle(("hub.yaml", "catchAll: [{ path: /old, to: \"${env:OLD}\" }]")),
            PlanFiles.Bundle(
                ("hub.yaml", "catchAll: [{ path: /old, to: \"${env:OTHER}\" }]"),
                ("capabilities/orders.yaml", """
                    capability: orders
                    owner: order-team
                    access: token
                    cohort: { key: customerId, from: [header X-Customer-Id, body customerId], seed: customer }
                    sides: { legacy: adapter:erp, new: http://127.0.0.1:9001 }
                    routes:
                      orders.get: { match: "GET /api/v2/orders/{id}", new: none }
                      orders.cancel: POST /api/orders/{id}/cancel
                    """)));
        differences.Select(d => $"{d.Change} {d.Route}: {string.Join(',', d.Fields)}").ShouldBe(
        [
            "changed catch-all /old: to",
            "added orders.cancel: match,legacy,new,access,cohort,zone,owner",
            "changed orders.get: match,new,access",
            "removed orders.place: match,legacy,new,access,cohort,zone,owner",
        ]);
        var get = differences.Single(d => d.Route == "orders.get");
        (get.Before!["access"], get.After!["access"]).ShouldBe(("forward", "token"));
        differences[0].After!["to"].ShouldBe("${env:OTHER}", "a reference stays one");
    }

    [Fact]
    public void An_environment_that_is_laid_over_a_plan_is_part_of_what_its_routes_are() =>
        RouteDifference.Between(
                PlanFiles.Bundle(),
                PlanFiles.Bundle(("environments/prod.yaml", "capabilities: { orders: { access: jwt } }")))
            .Select(d => $"{d.Route} {d.After!["access"]}").ShouldBe(["orders.get jwt", "orders.place jwt"]);

    [Theory]
    [InlineData("orders.get: GET /api/orders/{id}\n  orders.place: POST /api/orders", "")]
    [InlineData("orders.read: GET /api/orders/{number}\n  orders.place: POST /api/orders", "")]
    [InlineData("orders.get: GET /api/orders/{**rest}\n  orders.place: POST /api/orders", "")]
    [InlineData("orders.get: GET /api/orders/{id?}\n  orders.place: POST /api/orders", "")]
    [InlineData("orders.get: GET /api/orders/{id}", "orders.place (POST /api/orders)")]
    [InlineData("orders.get: GET /api/orders/{id}\n  orders.place: PUT /api/orders", "orders.place (POST /api/orders)")]
    [InlineData("orders.get: GET /api/orders/{id:int}\n  orders.place: POST /api/orders", "orders.get (GET /api/orders/{id})")]
    [InlineData("orders.get: GET /v2/orders/{id}\n  orders.place: POST /api/orders", "orders.get (GET /api/orders/{id})")]
    [InlineData(
        "orders.get: GET /api/orders/{id}\n  orders.place: { match: POST /api/orders, headers: { X-New: } }",
        "orders.place (POST /api/orders)")]
    [InlineData(
        "orders.get: { match: 'GET /api/orders/{id}', host: api.acme.com }\n  orders.place: POST /api/orders",
        "orders.get (GET /api/orders/{id})")]
    public void A_public_route_vanishes_where_nothing_claims_all_of_its_requests_any_more(string routes, string removed) =>
        Removed("hub.yaml", "", "", routes).ShouldBe(removed);

    [Theory]
    [InlineData("{ path: /old/pages, to: http://a }", "{ path: /old, to: http://b }", "")]
    [InlineData("{ path: /old, to: http://a }", "{ path: /old/pages, to: http://a }", "catch-all /old")]
    [InlineData("{ host: shop, to: http://a }", "{ to: http://a }", "")]
    [InlineData("{ to: http://a }", "{ host: shop, to: http://a }", "catch-all /")]
    [InlineData("{ path: /older, to: http://a }", "{ path: /old, to: http://a }", "catch-all /older")]
    public void So_does_a_catch_all(string before, string after, string removed) =>
        Removed("hub.yaml", $"catchAll: [{before}]", $"catchAll: [{after}]").ShouldBe(removed);

    private static string Removed(string file, string before, string after, string? routes = null)
    {
        (string, string)[] Files(string text) => text.Length == 0 ? [] : [(file, text)];
        var orders = PlanFiles.Orders[..PlanFiles.Orders.IndexOf("orders.get:", StringComparison.Ordinal)];
        var (from, _) = PlanFiles.Load(Files(before));
        var (to, errors) = PlanFiles.Load(
            [.. Files(after), .. routes is null ? [] : Files2(orders + routes)]);
        errors.ShouldBeEmpty();
        return string.Join("; ", RemovedRoutes.Between(from!, to!));

        static (string, string)[] Files2(string text) => [("capabilities/orders.yaml", text)];
    }
}

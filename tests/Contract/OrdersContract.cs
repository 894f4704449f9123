using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Hub.Contract.Tests;

/// <summary>What every implementation of the orders capability does, seen from outside: finding and placing.</summary>
public abstract partial class OrdersContract(ISideUnderTest side)
{
    private static readonly string[] Required = ["id", "customerId", "placedAt", "status", "total", "lines"];
    private static readonly string[] Statuses = ["new", "released", "shipped", "cancelled"];

    [Fact]
    public async Task An_order_is_answered_with_the_contracts_members_and_no_others()
    {
        var order = (await GetAsync($"/api/orders/{side.SomeOrderId}")).ShouldBeJson(HttpStatusCode.OK).Json;

        order.Members().Except(["reference", "externalReference"]).ShouldBe(Required, ignoreOrder: true);
        order.Text("id").ShouldBe(side.SomeOrderId);
        order.Text("status").ShouldBeOneOf(Statuses);
        IsUtc(order.Text("placedAt")).ShouldBeTrue(order.Text("placedAt"));
        ShouldAddUp(order);
        order.GetProperty("lines").GetArrayLength().ShouldBeGreaterThanOrEqualTo(2);
    }

    [Fact]
    public async Task An_order_that_is_not_there_is_a_404() =>
        (await GetAsync("/api/orders/O-99999999")).ShouldBeProblem(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_placed_order_is_answered_whole()
    {
        var answer = (await PlaceAsync(Order($$"""
            "reference": "PO 4711 & <Söhne>",
            "lines": [{"sku": "{{side.Product.Id}}", "quantity": 2}, {"sku": "{{side.ProductWithoutRemark.Id}}", "quantity": 30}]
            """))).ShouldBeJson(HttpStatusCode.Created);

        var order = answer.Json;
        order.Members().ShouldBe([.. Required, "reference", "externalReference"], ignoreOrder: true);
        order.Text("customerId").ShouldBe(side.CustomerId);
        order.Text("reference").ShouldBe("PO 4711 & <Söhne>");
        answer.Text.ShouldContain("<Söhne>", customMessage: "letters as they are, on either side");
        order.Text("status").ShouldBe("new");
        IsUtc(order.Text("placedAt")).ShouldBeTrue(order.Text("placedAt"));
        ShouldAddUp(order);
        var lines = order.GetProperty("lines").EnumerateArray().ToList();
        lines.Select(l => l.Text("sku")).ShouldBe([side.Product.Id, side.ProductWithoutRemark.Id]);
        lines.Select(l => l.GetProperty("quantity").GetRawText()).ShouldBe(["2", "30"]);
        lines.Select(l => l.Decimal("unitPrice")).ShouldBe([Price(side.Product), Price(side.ProductWithoutRemark)]);
    }

    [Fact]
    public async Task A_placed_order_is_found_where_its_location_says()
    {
        var placed = await PlaceAsync(Order(Line(side.Product.Id, 1)));

        placed.Location.ShouldNotBeNull().OriginalString.ShouldBe($"/api/orders/{placed.Json.Text("id")}");
        var found = (await GetAsync(placed.Location.OriginalString)).ShouldBeJson(HttpStatusCode.OK);
        JsonElement.DeepEquals(found.Json, placed.Json).ShouldBeTrue(found.Text);
    }

    [Fact]
    public async Task A_placed_order_is_found_by_its_external_reference()
    {
        var placed = (await PlaceAsync(Order(Line(side.Product.Id, 1)))).Json;

        var found = await GetAsync($"/api/orders?externalReference={Uri.EscapeDataString(placed.Text("externalReference"))}");
        JsonElement.DeepEquals(found.ShouldBeJson(HttpStatusCode.OK).Json.Items().ShouldHaveSingleItem(), placed)
            .ShouldBeTrue(found.Text);
    }

    [Fact]
    public async Task An_external_reference_nobody_has_finds_nothing() =>
        (await GetAsync("/api/orders?externalReference=nobody-has-this")).ShouldBeJson(HttpStatusCode.OK).Json.Items()
            .ShouldBeEmpty();

    [Theory]
    [InlineData("/api/orders?externalReference=")]
    public async Task Orders_are_not_found_by_an_empty_external_reference(string path) =>
        (await GetAsync(path)).ShouldBeProblem(HttpStatusCode.BadRequest, "query.externalReference");

    [Theory]
    [InlineData("?externalReference=a&externalReference=b", "externalReference")]
    [InlineData("?externalReference=a&customerId=C-1", "customerId")]
    [InlineData("/O-3001?expand=lines", "expand")]
    public async Task A_parameter_that_is_not_understood_is_a_400(string query, string parameter) =>
        (await GetAsync($"/api/orders{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{parameter}");

    [Fact]
    public async Task An_order_with_a_parameter_that_is_not_understood_is_not_placed() =>
        (await Answer.PostAsync(side.Client, "/api/orders?dryRun=true", Order(Line(side.Product.Id, 1))))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "query.dryRun");

    [Fact]
    public async Task A_reference_that_is_not_given_is_absent()
    {
        var order = (await PlaceAsync(Order(Line(side.Product.Id, 1)))).ShouldBeJson(HttpStatusCode.Created).Json;

        order.Members().ShouldBe([.. Required, "externalReference"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_same_request_twice_is_two_orders()
    {
        var (first, second) = (
            await PlaceAsync(Order(Line(side.Product.Id, 1))), await PlaceAsync(Order(Line(side.Product.Id, 1))));

        first.Json.Text("id").ShouldNotBe(second.Json.Text("id"));
        first.Json.Text("externalReference").ShouldNotBe(second.Json.Text("externalReference"));
    }

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);

    private Task<Answer> PlaceAsync(string json) => Answer.PostAsync(side.Client, "/api/orders", json);

    private string Order(string members) => $$"""{"customerId": "{{side.CustomerId}}", {{members}}}""";

    private static string Line(string sku, int quantity) => $$"""
        "lines": [{"sku": "{{sku}}", "quantity": {{quantity}}}]
        """;

    private static decimal Price(KnownProduct product) => decimal.Parse(product.Price, CultureInfo.InvariantCulture);

    private static bool IsUtc(string time) =>
        time.EndsWith('Z') && DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static void ShouldAddUp(JsonElement order)
    {
        foreach (var line in order.GetProperty("lines").EnumerateArray())
        {
            line.Members().ShouldBe(["sku", "quantity", "unitPrice", "amount"], ignoreOrder: true);
            line.Decimal("amount").ShouldBe(line.Decimal("unitPrice") * line.GetProperty("quantity").GetInt32());
        }

        order.Decimal("total").ShouldBe(order.GetProperty("lines").EnumerateArray().Sum(l => l.Decimal("amount")));
    }
}

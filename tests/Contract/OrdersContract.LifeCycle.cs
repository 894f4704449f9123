using System.Net;
using System.Text.Json;

namespace Hub.Contract.Tests;

/// <summary>How orders go on: confirmed, shipped, cancelled; and how they are listed.</summary>
public abstract partial class OrdersContract
{
    // Which status an act leads to, and from which it may be done.
    private static readonly Dictionary<string, (string Status, string[] From)> Acts = new()
    {
        ["confirm"] = ("released", ["new", "released"]),
        ["ship"] = ("shipped", ["released", "shipped"]),
        ["cancel"] = ("cancelled", ["new", "released", "cancelled"]),
    };

    private static readonly Dictionary<string, string[]> Reached = new()
    {
        ["new"] = [], ["released"] = ["confirm"], ["shipped"] = ["confirm", "ship"], ["cancelled"] = ["cancel"],
    };

    public static TheoryData<string, string> Steps => [.. from status in Statuses from act in Acts.Keys select (status, act)];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task An_order_goes_its_way_and_a_refused_step_says_why(string from, string act)
    {
        var order = await PlaceAsync(Order(Line(side.Product.Id, 1)));
        foreach (var step in Reached[from])
            order = (await StepAsync(order, step)).ShouldBeJson(HttpStatusCode.OK);
        order.Json.Text("status").ShouldBe(from);
        var before = await GetAsync(PathOf(order));
        var answer = await StepAsync(order, act);
        var (status, possible) = Acts[act];
        if (possible.Contains(from))
        {
            answer.ShouldBeJson(HttpStatusCode.OK).Json.Text("status").ShouldBe(status);
            (await GetAsync(PathOf(order))).Text.ShouldBe(answer.Text);
            return;
        }

        var why = answer.ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail");
        why.ShouldContain(from);
        why.ShouldContain($"not {status}");
        (await GetAsync(PathOf(order))).Text.ShouldBe(before.Text);
    }

    [Fact]
    public async Task An_order_goes_on_only_where_nobody_changed_it_meanwhile()
    {
        var placed = await PlaceAsync(Order(Line(side.Product.Id, 1)));
        var confirmed = await StepAsync(placed, "confirm", placed.ETag);
        confirmed.ShouldBeJson(HttpStatusCode.OK).ETag.ShouldBe((await GetAsync(PathOf(placed))).ETag);
        (await StepAsync(placed, "cancel", placed.ETag)).ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await StepAsync(placed, "cancel", confirmed.ETag)).ShouldBeJson(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_order_that_is_not_there_cannot_go_on() =>
        (await Answer.PostAsync(side.Client, "/api/orders/O-99999999/confirm", "")).ShouldBeProblem(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("placedAt")]
    [InlineData("-placedAt")]
    public async Task Pages_of_orders_follow_one_another_in_both_orders(string sort)
    {
        var customer = NextCustomer();
        List<string> placed = [];
        for (var n = 0; n < 5; n++)
            placed.Add((await PlaceForAsync(customer)).Json.Text("id"));
        List<string> seen = [];
        for (string? after = ""; after is not null;)
        {
            var page = (await GetAsync($"/api/orders?customerId={customer}&sort={sort}&limit=2{after}"))
                .ShouldBeJson(HttpStatusCode.OK).Json;
            page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(2);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(o => o.Text("id")));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }

        seen.ShouldBe(sort[0] == '-' ? Enumerable.Reverse(placed) : placed);
    }

    [Fact]
    public async Task Orders_are_listed_by_customer_status_and_time_and_each_is_the_same_as_by_itself()
    {
        var customer = NextCustomer();
        var (one, other) = (await PlaceForAsync(customer), await PlaceForAsync(customer));
        one = await StepAsync(one, "cancel");
        var listed = (await GetAsync($"/api/orders?customerId={customer}&status=cancelled")).ShouldBeJson(HttpStatusCode.OK).Json
            .Items().ShouldHaveSingleItem();
        JsonElement.DeepEquals(listed, one.Json).ShouldBeTrue();
        var placedAt = other.Json.Text("placedAt");
        (await IdsAsync($"customerId={customer}&placedFrom={placedAt}")).ShouldContain(other.Json.Text("id"));
        (await IdsAsync($"customerId={customer}&placedUntil={one.Json.Text("placedAt")}")).ShouldBeEmpty();
        (await IdsAsync("status=shipped&limit=200")).ShouldContain(side.SomeOrderId);
    }

    [Theory]
    [InlineData("limit=0&status=gone&sort=total&placedFrom=soon", "limit", "status", "sort", "placedFrom")]
    [InlineData("externalReference=a&status=new", "status")]
    public async Task All_faults_of_a_list_are_told_at_once(string query, params string[] parameters) =>
        (await GetAsync($"/api/orders?{query}"))
            .ShouldBeProblem(HttpStatusCode.BadRequest, [.. parameters.Select(p => $"query.{p}")]);

    [Fact]
    public async Task A_page_begins_behind_an_order_that_is_there() =>
        (await GetAsync("/api/orders?after=O-99999999")).ShouldBeProblem(HttpStatusCode.BadRequest);

    private static string NextCustomer() => $"K{Guid.NewGuid():N}"[..10];

    private static string PathOf(Answer order) => $"/api/orders/{order.Json.Text("id")}";

    private Task<Answer> PlaceForAsync(string customer) =>
        PlaceAsync($$"""{"customerId": "{{customer}}", {{Line(side.Product.Id, 1)}}}""");

    private Task<Answer> StepAsync(Answer order, string act, string? ifMatch = null) => Answer.PostAsync(
        side.Client, $"{PathOf(order)}/{act}", "", ifMatch is null ? null : ("If-Match", ifMatch));

    private async Task<IReadOnlyList<string>> IdsAsync(string query) =>
        [
            .. (await GetAsync($"/api/orders?{query}")).ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("items")
                .EnumerateArray().Select(o => o.Text("id")),
        ];
}

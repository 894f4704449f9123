using System.Net;
using Hub.Contract.Tests;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.NewServices.Tests.Orders;

public sealed class Placing_on_SQLite() : Placing(StoreEngine.Sqlite);

public sealed class Placing_on_PostgreSQL() : Placing(StoreEngine.Postgres);

public abstract class Placing(StoreEngine engine) : IAsyncLifetime
{
    private RunningServices _services = null!;

    public async ValueTask InitializeAsync() => _services = await RunningServices.StartAsync(engine, new FrozenClock());

    public ValueTask DisposeAsync() => _services?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task Amounts_are_exact_to_the_last_digit()
    {
        var order = (await _services.PlaceAsync("""
            {"customerId": "C-1001", "lines": [{"sku": "P-2001", "quantity": 3}, {"sku": "P-2002", "quantity": 999999}]}
            """)).ShouldBeJson(HttpStatusCode.Created).Json;

        order.GetProperty("lines")[1].GetProperty("amount").GetRawText().ShouldBe("44999.9550");
        order.GetProperty("total").GetRawText().ShouldBe("45003.7050");
    }

    [Fact]
    public async Task A_byte_order_mark_is_read_over() =>
        (await _services.PlaceAsync("\uFEFF{\"customerId\": \"C-1001\", \"lines\": [{\"sku\": \"P-2001\", \"quantity\": 3}]}"))
            .ShouldBeJson(HttpStatusCode.Created);

    [Fact]
    public async Task The_price_is_the_one_last_heard_of()
    {
        await _services.PriceAsync("P-2001", "2.00", version: 3);
        await _services.PriceAsync("P-2001", "9.00", version: 2);

        (await _services.PlaceAsync()).Json.GetProperty("total").GetRawText().ShouldBe("4.00");
    }

    [Fact]
    public async Task The_time_is_kept_in_whole_seconds_as_the_legacy_side_keeps_it() =>
        (await _services.PlaceAsync()).Json.GetProperty("placedAt").GetString().ShouldBe("2026-01-02T03:04:05Z");

    [Fact]
    public async Task Every_line_that_cannot_be_ordered_is_told()
    {
        var answer = await _services.PlaceAsync("""
            {"customerId": "C-1001",
             "lines": [{"sku": "P-2003", "quantity": 1}, {"sku": "P-2001", "quantity": 1}, {"sku": "P-9", "quantity": 1}]}
            """);

        answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Errors.Select(e => e.Path)
            .ShouldBe(["lines[0].sku", "lines[2].sku"]);
        (await _services.ReadLogAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_order_uses_up_no_number()
    {
        await _services.PlaceAsync("""{"customerId": "C-1001", "lines": [{"sku": "P-9", "quantity": 1}]}""");

        (await _services.PlaceAsync()).Json.GetProperty("id").GetString().ShouldBe("O-500001");
    }

    [Fact]
    public async Task The_same_request_tried_again_gives_the_same_order()
    {
        var (first, second) = (await _services.PlaceAsAsync("request-1"), await _services.PlaceAsAsync("request-1"));

        second.ShouldBeJson(HttpStatusCode.Created).Text.ShouldBe(first.Text);
        first.Json.GetProperty("externalReference").GetString().ShouldBe("request-1");
        (await _services.ReadLogAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task All_errors_are_told_each_under_its_path()
    {
        var answer = await _services.PlaceAsync("""
            {
              "customerId": "C-1\u0001", "reference": 7, "note": "x",
              "lines": [{"sku": "P-1", "quantity": 2.5}, {"sku": "", "quantity": 0, "price": 1}, [],
                        {"sku": "P-2001", "quantity": 1}]
            }
            """);

        answer.ShouldBeProblem(HttpStatusCode.BadRequest).Errors.Select(e => e.Path).ShouldBe(
            [
                "customerId", "reference", "note", "lines[0].quantity",
                "lines[1].sku", "lines[1].quantity", "lines[1].price", "lines[2]",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public async Task Malformed_json_is_told_with_path_line_and_byte()
    {
        var answer = await _services.PlaceAsync(
            "{\"customerId\": \"C-1001\",\n \"lines\": [{\"sku\": \"P-2001\", \"quantity\": 1}, {\"quantity\": x}]}");

        var error = answer.ShouldBeProblem(HttpStatusCode.BadRequest).Errors.ShouldHaveSingleItem();
        error.Path.ShouldBe("lines[1].quantity");
        error.Detail.ShouldContain("line 2");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{\"customerId\": \"C-1001\", \"lines\": []} trailing")]
    public async Task A_document_that_is_no_order_is_a_400(string json) =>
        (await _services.PlaceAsync(json)).ShouldBeProblem(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_document_nested_without_end_is_a_400() =>
        (await _services.PlaceAsync(string.Concat(Enumerable.Repeat("{\"lines\":[", 5000))))
            .ShouldBeProblem(HttpStatusCode.BadRequest);
}

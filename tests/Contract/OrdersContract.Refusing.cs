using System.Net;

namespace Hub.Contract.Tests;

/// <summary>What every implementation of the orders capability refuses, and how it says so.</summary>
public abstract partial class OrdersContract
{
    [Fact]
    public async Task All_that_is_wrong_is_told_at_once_by_path()
    {
        var answer = await PlaceAsync($$"""
            {
              "customerId": "C-10011001100",
              "reference": "{{new string('x', 41)}}",
              "lines": [
                {"sku": "{{side.Product.Id}}", "quantity": 0},
                {"quantity": 1},
                {"sku": "{{side.Product.Id}}", "quantity": "two"}
              ]
            }
            """);

        answer.ShouldBeProblem(
            HttpStatusCode.BadRequest, "customerId", "reference", "lines[0].quantity", "lines[1].sku", "lines[2].quantity");
        answer.Text.ShouldNotContain("lines[0].sku");
    }

    [Theory]
    [InlineData("""{"lines": [{"sku": "SKU", "quantity": 1}]}""", "customerId")]
    [InlineData("""{"customerId": "", "lines": [{"sku": "SKU", "quantity": 1}]}""", "customerId")]
    [InlineData("""{"customerId": 1001, "lines": [{"sku": "SKU", "quantity": 1}]}""", "customerId")]
    [InlineData("""{"customerId": "CUSTOMER"}""", "lines")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": []}""", "lines")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": {"sku": "SKU", "quantity": 1}}""", "lines")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [1]}""", "lines[0]")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": "SKU"}]}""", "lines[0].quantity")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": "2"}]}""", "lines[0].quantity")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": " 2 "}]}""", "lines[0].quantity")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": 1, "quantity": 1}]}""", "lines[0].sku")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": 1.5}]}""", "lines[0].quantity")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": -1}]}""", "lines[0].quantity")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": 1000000}]}""", "lines[0].quantity")]
    [InlineData(
        """{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": 99999999999999999999}]}""", "lines[0].quantity")]
    [InlineData("""{"customerId": "CUSTOMER", "total": 1, "lines": [{"sku": "SKU", "quantity": 1}]}""", "total")]
    [InlineData(
        """{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": 1, "unitPrice": 0.01}]}""", "lines[0].unitPrice")]
    public async Task A_request_outside_the_contract_is_a_400_that_names_the_place(string json, string path) =>
        (await PlaceAsync(Fill(json))).ShouldBeProblem(HttpStatusCode.BadRequest, path);

    [Theory]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": }]}""", "lines[0].quantity")]
    [InlineData("""{"customerId": "CUSTOMER", "lines": [{"sku": "SKU", "quantity": 1}, {"sku": SKU""", "lines[1].sku")]
    [InlineData("""{"customerId": "CUSTO""", "customerId")]
    [InlineData("", "")]
    [InlineData("<order/>", "")]
    public async Task What_is_not_JSON_is_a_400_that_names_the_place(string json, string path) =>
        (await PlaceAsync(Fill(json))).ShouldBeProblem(HttpStatusCode.BadRequest, path);

    [Fact]
    public async Task The_limits_themselves_are_allowed()
    {
        var most = string.Join(',', Enumerable.Repeat($$"""{"sku": "{{side.Product.Id}}", "quantity": 1}""", 100));
        var answer = await PlaceAsync(Order($$"""
            "reference": "{{new string('x', 40)}}", "lines": [{{most}}]
            """));
        answer.ShouldBeJson(HttpStatusCode.Created).Json.GetProperty("lines").GetArrayLength().ShouldBe(100);

        (await PlaceAsync(Order(Line(side.Product.Id, 999_999)))).ShouldBeJson(HttpStatusCode.Created);
    }

    [Fact]
    public async Task More_than_a_hundred_lines_are_a_400()
    {
        var lines = string.Join(',', Enumerable.Repeat($$"""{"sku": "{{side.Product.Id}}", "quantity": 1}""", 101));

        (await PlaceAsync(Order($"\"lines\": [{lines}]"))).ShouldBeProblem(HttpStatusCode.BadRequest, "lines");
    }

    [Fact]
    public async Task A_product_that_is_not_there_cannot_be_ordered() =>
        (await PlaceAsync(Order(Line("P-9999", 1)))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

    [Fact]
    public async Task A_discontinued_product_cannot_be_ordered() =>
        (await PlaceAsync(Order(Line(side.DiscontinuedProductId, 1)))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

    [Fact]
    public async Task A_body_of_more_than_a_megabyte_is_a_413()
    {
        var blanks = new string(' ', 1024 * 1024);

        (await PlaceAsync(blanks + Order(Line(side.Product.Id, 1)))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_body_of_a_little_less_than_a_megabyte_is_taken()
    {
        var blanks = new string(' ', 1024 * 1023);

        (await PlaceAsync(blanks + Order(Line(side.Product.Id, 1)))).ShouldBeJson(HttpStatusCode.Created);
    }

    private string Fill(string json) =>
        json.Replace("CUSTOMER", side.CustomerId, StringComparison.Ordinal)
            .Replace("\"SKU\"", $"\"{side.Product.Id}\"", StringComparison.Ordinal);
}

using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Hub.Contract.Tests;

/// <summary>What every implementation of the products capability does, seen from outside.</summary>
public abstract class ProductsContract(ISideUnderTest side)
{
    private static readonly string[] Required = ["id", "description", "unit", "price", "active", "listedOn"];

    [Fact]
    public async Task A_product_is_answered_with_the_contracts_members_and_no_others()
    {
        var product = (await GetAsync($"/api/products/{side.Product.Id}")).ShouldBeJson(HttpStatusCode.OK).Json;

        product.Members().ShouldBe([.. Required, "remark"], ignoreOrder: true);
        product.Text("id").ShouldBe(side.Product.Id);
        product.Text("description").ShouldNotBeNullOrWhiteSpace();
        product.Text("unit").ShouldNotBeNullOrWhiteSpace();
        product.GetProperty("active").ValueKind.ShouldBe(JsonValueKind.True);
        DateOnly.TryParseExact(product.Text("listedOn"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
            .ShouldBeTrue();
    }

    [Fact]
    public async Task A_price_keeps_its_digits()
    {
        foreach (var known in new[] { side.Product, side.ProductWithoutRemark })
        {
            var product = (await GetAsync($"/api/products/{known.Id}")).ShouldBeJson(HttpStatusCode.OK).Json;
            product.GetProperty("price").GetRawText().ShouldBe(known.Price);
        }
    }

    [Fact]
    public async Task A_remark_that_is_not_there_is_absent()
    {
        var product = (await GetAsync($"/api/products/{side.ProductWithoutRemark.Id}")).ShouldBeJson(HttpStatusCode.OK).Json;

        product.Members().ShouldBe(Required, ignoreOrder: true);
    }

    [Fact]
    public async Task A_discontinued_product_is_still_answered_and_not_active()
    {
        var product = (await GetAsync($"/api/products/{side.DiscontinuedProductId}")).ShouldBeJson(HttpStatusCode.OK).Json;

        product.GetProperty("active").ValueKind.ShouldBe(JsonValueKind.False);
    }

    [Fact]
    public async Task A_product_that_is_not_there_is_a_404() =>
        (await GetAsync("/api/products/P-9999")).ShouldBeProblem(HttpStatusCode.NotFound);

    [Fact]
    public async Task The_list_begins_with_the_smallest_id_and_holds_fifty_unless_told()
    {
        var page = (await GetAsync("/api/products")).ShouldBeJson(HttpStatusCode.OK);

        Ids(page).ShouldBe(side.ProductIds.Take(50));
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_overlap()
    {
        var seen = new List<string>();
        var page = Ids(await GetAsync("/api/products?limit=3"));
        while (page.Count > 0)
        {
            page.Count.ShouldBeLessThanOrEqualTo(3);
            seen.AddRange(page);
            page = Ids((await GetAsync($"/api/products?after={seen[^1]}&limit=3")).ShouldBeJson(HttpStatusCode.OK));
        }

        seen.ShouldBe(side.ProductIds);
    }

    [Fact]
    public async Task Pages_follow_one_another_in_the_other_order_as_well()
    {
        var first = Ids((await GetAsync("/api/products?sort=-id&limit=3")).ShouldBeJson(HttpStatusCode.OK));
        var second = Ids(await GetAsync($"/api/products?sort=-id&after={first[^1]}&limit=3"));
        first.Concat(second).ShouldBe(Enumerable.Reverse(side.ProductIds).Take(6));
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Products_are_listed_by_whether_they_are_still_sold(string active)
    {
        var found = (await GetAsync($"/api/products?active={active}&limit=200")).ShouldBeJson(HttpStatusCode.OK).Json.Items()
            .ToList();
        found.ShouldNotBeEmpty();
        found.ShouldAllBe(p => p.GetProperty("active").GetRawText() == active);
        found.Any(p => p.Text("id") == side.DiscontinuedProductId).ShouldBe(active == "false");
    }

    [Fact]
    public async Task A_product_in_the_list_is_the_same_as_by_itself()
    {
        var listed = (await GetAsync("/api/products?limit=200")).Json.Items().Single(p => p.Text("id") == side.Product.Id);
        var alone = (await GetAsync($"/api/products/{side.Product.Id}")).Json;

        JsonElement.DeepEquals(listed, alone).ShouldBeTrue();
    }

    [Fact]
    public async Task After_the_last_product_there_are_none() =>
        Ids((await GetAsync($"/api/products?after={side.ProductIds[^1]}")).ShouldBeJson(HttpStatusCode.OK)).ShouldBeEmpty();

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("201")]
    [InlineData("many")]
    [InlineData("1.5")]
    public async Task A_limit_outside_1_to_200_is_a_400(string limit) =>
        (await GetAsync($"/api/products?limit={limit}")).ShouldBeProblem(HttpStatusCode.BadRequest, "query.limit");

    [Theory]
    [InlineData("?colour=red", "colour")]
    [InlineData("?active=maybe", "active")]
    [InlineData("?sort=price", "sort")]
    [InlineData("?limit=1&limit=2", "limit")]
    [InlineData("?limit=", "limit")]
    [InlineData("?after=", "after")]
    public async Task A_parameter_that_is_not_understood_is_a_400(string query, string parameter) =>
        (await GetAsync($"/api/products{query}")).ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{parameter}");

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);

    private static IReadOnlyList<string> Ids(Answer page) => [.. page.Json.Items().Select(p => p.Text("id"))];
}

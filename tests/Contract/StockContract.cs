using System.Globalization;
using System.Net;
using System.Text.Json;
using Hub.Tests;

namespace Hub.Contract.Tests;

/// <summary>
/// What every implementation of the stock capability does, seen from outside. Each test has products of its own.
/// </summary>
public abstract class StockContract(ISideUnderTest side)
{
    private const string Path = "/api/reservations";

    [Fact]
    public async Task Stock_is_answered_with_the_contracts_members_and_no_others()
    {
        var stock = await StockAsync("P-2020");
        stock.Members().ShouldBe(["id", "onHand", "asOf", "reserved", "available"], ignoreOrder: true);
        stock.Text("id").ShouldBe("P-2020");
        stock.Decimal("available").ShouldBe(stock.Decimal("onHand") - stock.Decimal("reserved"));
        (await GetAsync("/api/stock/P-9999")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await GetAsync("/api/stock/P-2020?at=now")).ShouldBeProblem(HttpStatusCode.BadRequest, "query.at");
    }

    [Fact]
    public async Task What_is_reserved_is_held_until_it_is_released()
    {
        var before = await StockAsync("P-2021");
        var made = (await ReserveAsync(Reference(), ("P-2021", 3), ("P-2021", 4))).ShouldBeJson(HttpStatusCode.Created);
        made.Json.Members().ShouldBe(["reference", "state", "reservedAt", "expiresAt", "lines"], ignoreOrder: true);
        made.Json.Text("state").ShouldBe("held");
        (made.Json.GetProperty("expiresAt").GetDateTimeOffset() - made.Json.GetProperty("reservedAt").GetDateTimeOffset())
            .ShouldBe(TimeSpan.FromMinutes(30));
        var found = (await GetAsync(made.Location!.OriginalString)).ShouldBeJson(HttpStatusCode.OK);
        JsonElement.DeepEquals(found.Json, made.Json).ShouldBeTrue(found.Text);
        (await StockAsync("P-2021")).Decimal("available").ShouldBe(before.Decimal("available") - 7);

        foreach (var _ in "twice")
            (await EndAsync(made, "release")).ShouldBeJson(HttpStatusCode.OK).Json.Text("state").ShouldBe("released");
        var after = await StockAsync("P-2021");
        after.Decimal("available").ShouldBe(before.Decimal("available"));
        after.Decimal("onHand").ShouldBe(before.Decimal("onHand"));
    }

    [Fact]
    public async Task What_is_committed_leaves_the_warehouse_once()
    {
        var before = await StockAsync("P-2022");
        var made = await ReserveAsync(Reference(), ("P-2022", 5));
        foreach (var _ in "twice")
            (await EndAsync(made, "commit")).ShouldBeJson(HttpStatusCode.OK).Json.Text("state").ShouldBe("committed");
        var after = await StockAsync("P-2022");
        after.Decimal("onHand").ShouldBe(before.Decimal("onHand") - 5);
        after.Decimal("reserved").ShouldBe(before.Decimal("reserved"));
        (await EndAsync(made, "release")).ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail")
            .ShouldContain(made.Json.Text("reference"));
    }

    [Fact]
    public async Task What_was_released_cannot_be_committed()
    {
        var made = await ReserveAsync(Reference(), ("P-2023", 5));
        await EndAsync(made, "release");
        (await EndAsync(made, "commit")).ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail").ShouldContain("released");
        (await GetAsync(made.Location!.OriginalString)).Json.Text("state").ShouldBe("released");
    }

    [Fact]
    public async Task The_same_under_the_same_reference_is_held_once_and_something_else_is_refused()
    {
        var (reference, before) = (Reference(), await StockAsync("P-2024"));
        var first = await ReserveAsync(reference, ("P-2024", 2));
        var again = (await ReserveAsync(reference, ("P-2024", 2))).ShouldBeJson(HttpStatusCode.Created);
        JsonElement.DeepEquals(again.Json, first.Json).ShouldBeTrue(again.Text);
        (await ReserveAsync(reference, ("P-2024", 3))).ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail")
            .ShouldContain(reference);
        (await StockAsync("P-2024")).Decimal("reserved").ShouldBe(before.Decimal("reserved") + 2);
    }

    [Fact]
    public async Task A_reservation_that_came_late_holds_nothing_where_it_was_released_before()
    {
        var (reference, before) = (Reference(), await StockAsync("P-2025"));
        await EndAsync(await ReserveAsync(reference, ("P-2025", 2)), "release");
        (await ReserveAsync(reference, ("P-2025", 2))).ShouldBeJson(HttpStatusCode.Created).Json.Text("state")
            .ShouldBe("released");
        (await StockAsync("P-2025")).Decimal("reserved").ShouldBe(before.Decimal("reserved"));
    }

    [Fact]
    public async Task More_than_there_is_is_refused_with_what_is_wanted_and_what_there_is_and_nothing_is_held()
    {
        var (one, other) = (await StockAsync("P-2026"), await StockAsync("P-2027"));
        var available = one.Decimal("available").ToString("0", CultureInfo.InvariantCulture);
        var reference = Reference();
        var why = (await ReserveAsync(reference, ("P-2027", 1), ("P-2026", 900_000)))
            .ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail");
        why.ShouldContain($"P-2026: 900000 wanted, {available} available");
        why.ShouldNotContain("P-2027");
        (await StockAsync("P-2027")).Decimal("available").ShouldBe(other.Decimal("available"));
        (await GetAsync($"{Path}/{reference}")).ShouldBeProblem(HttpStatusCode.NotFound);
        // Several lines of one product count together.
        var half = (int)(one.Decimal("available") / 2) + 1;
        (await ReserveAsync(Reference(), ("P-2026", half), ("P-2026", half))).ShouldBeProblem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_reservation_gives_back_what_it_holds_when_its_time_is_over()
    {
        var before = await StockAsync("P-2028");
        var soon = Body(Reference(), TimeProvider.System.GetUtcNow().AddSeconds(2), ("P-2028", 9));
        var made = (await Answer.PostAsync(side.Client, Path, soon)).ShouldBeJson(HttpStatusCode.Created);
        await Eventually.HoldsAsync(async () =>
            (await GetAsync(made.Location!.OriginalString)).Json.Text("state") == "expired");
        (await StockAsync("P-2028")).Decimal("available").ShouldBe(before.Decimal("available"));
        (await EndAsync(made, "commit")).ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail").ShouldContain("expired");
        (await EndAsync(made, "release")).ShouldBeJson(HttpStatusCode.OK).Json.Text("state").ShouldBe("expired");
    }

    [Fact]
    public async Task What_cannot_be_reserved_at_all_is_a_422()
    {
        (await ReserveAsync(Reference(), ("P-9999", 1))).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);
        var over = Body(Reference(), TimeProvider.System.GetUtcNow().AddHours(-1), ("P-2028", 1));
        (await Answer.PostAsync(side.Client, Path, over)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task All_faults_of_a_reservation_are_told_at_once() =>
        (await Answer.PostAsync(side.Client, Path, """
            {"reference": "", "expiresAt": "soon", "lines": [{"sku": "P-2028", "quantity": 0}, {"quantity": 1}], "colour": 1}
            """)).ShouldBeProblem(
            HttpStatusCode.BadRequest, "reference", "expiresAt", "lines[0].quantity", "lines[1].sku", "colour");

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "/release")]
    [InlineData("POST", "/commit")]
    public async Task A_reservation_that_is_not_there_is_a_404(string method, string act)
    {
        var path = $"{Path}/{Reference()}{act}";
        (method == "GET" ? await GetAsync(path) : await Answer.PostAsync(side.Client, path, ""))
            .ShouldBeProblem(HttpStatusCode.NotFound);
    }

    private static string Reference() => $"R {Guid.NewGuid():N}";

    private static string Body(string reference, DateTimeOffset? expiresAt, params (string Sku, int Quantity)[] lines) =>
        JsonSerializer.Serialize(new Dictionary<string, object?>
        {
            ["reference"] = reference,
            ["expiresAt"] = expiresAt?.UtcDateTime,
            ["lines"] = lines.Select(l => new { sku = l.Sku, quantity = l.Quantity }),
        });

    private Task<Answer> ReserveAsync(string reference, params (string Sku, int Quantity)[] lines) =>
        Answer.PostAsync(side.Client, Path, Body(reference, expiresAt: null, lines));

    private Task<Answer> EndAsync(Answer made, string act) =>
        Answer.PostAsync(side.Client, $"{made.Location!.OriginalString}/{act}", "");

    private async Task<JsonElement> StockAsync(string sku) =>
        (await GetAsync($"/api/stock/{sku}")).ShouldBeJson(HttpStatusCode.OK).Json;

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);
}

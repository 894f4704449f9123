using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Settlement;

public sealed class Invoicing_on_SQLite(SettlementOnSqlite side) : Invoicing(side), IClassFixture<SettlementOnSqlite>;

public sealed class Invoicing_on_PostgreSQL : Invoicing, IClassFixture<SettlementOnPostgres>
{
    public Invoicing_on_PostgreSQL(SettlementOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}

/// <summary>Invoices of orders: made once, priced, taxed, numbered, found and cancelled.</summary>
public abstract class Invoicing(SettlementSide side)
{
    private static int _orders;

    [Fact]
    public async Task An_invoice_is_rounded_by_line_and_its_tax_by_rate()
    {
        var made = (await MakeAsync(Order(), """
            {"sku": "P-1", "quantity": 3, "unitPrice": 0.335}, {"sku": "P-2", "quantity": 0.5, "unitPrice": 1.2345},
            {"sku": "P-3", "description": "Book", "quantity": 1, "unitPrice": 10.05, "taxCategory": "reduced"},
            {"sku": "P-4", "quantity": 1, "unitPrice": 5, "taxCategory": "zero"}
            """)).ShouldBeJson(HttpStatusCode.Created);

        // 1.005 and 0.61725 by line; 19 % of 1.63 and 7 % of 10.05 by rate.
        made.Json.GetProperty("lines").EnumerateArray().Select(l => l.GetProperty("amount").GetRawText())
            .ShouldBe(["1.01", "0.62", "10.05", "5.00"]);
        made.Json.GetProperty("taxes").EnumerateArray()
            .Select(t => (t.Decimal("rate"), t.GetProperty("net").GetRawText(), t.GetProperty("tax").GetRawText()))
            .ShouldBe([(19m, "1.63", "0.31"), (7m, "10.05", "0.70"), (0m, "5.00", "0.00")]);
        new[] { "net", "tax", "gross", "paid" }.Select(m => made.Json.GetProperty(m).GetRawText())
            .ShouldBe(["16.68", "1.01", "17.69", "0.00"]);
        (made.Json.Text("status"), made.Json.Text("currency")).ShouldBe(("open", "EUR"));
        var issued = DateOnly.Parse(made.Json.Text("issuedOn"), CultureInfo.InvariantCulture);
        made.Json.Text("dueOn").ShouldBe(issued.AddDays(30).ToString("O", CultureInfo.InvariantCulture));

        made.Location!.OriginalString.ShouldBe($"/api/invoices/{made.Json.Text("id")}");
        var found = (await GetAsync(made.Location.OriginalString)).ShouldBeJson(HttpStatusCode.OK);
        (found.Text, found.ETag).ShouldBe((made.Text, made.ETag));
        (await Answer.GetAsync(side.Client, made.Location.OriginalString, found.ETag!)).Status
            .ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task What_is_invoiced_is_posted_and_told()
    {
        var made = (await MakeAsync(Order())).Json;
        var entry = (await GetAsync($"/api/ledger/entries?document={made.Text("id")}")).ShouldBeJson(HttpStatusCode.OK).Json
            .Items().ShouldHaveSingleItem();
        entry.Text("kind").ShouldBe("invoice");
        entry.GetProperty("lines").EnumerateArray().Select(l => (l.Text("account"), l.GetProperty("amount").GetRawText()))
            .ShouldBe([("receivables", "34.21"), ("revenue", "-28.75"), ("tax", "-5.46")]);
        var told = (await side.Log.ReadAsync(null, 1000, CancellationToken.None)).Single(c => c.Key == made.Text("id"));
        (told.Origin, told.CohortKey).ShouldBe((Side.New, made.Text("customerId")));
    }

    [Fact]
    public async Task An_order_is_invoiced_once_whoever_asks_again()
    {
        var order = Order();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => side.PostAsAsync(
            $"{order}-{n / 2}", "/api/invoices", Json(order))));
        answers.Select(a => a.ShouldBeJson(HttpStatusCode.Created).Text).Distinct().ShouldHaveSingleItem();
        (await GetAsync($"/api/invoices?orderId={order}")).Json.Items().Count.ShouldBe(1);

        foreach (var other in new[]
        {
            Json(order, Line.Replace("25", "24", StringComparison.Ordinal)), Json(order, days: 31),
            Json(order, customer: "C-1002"),
            Json(order, Line.Replace("}", ", \"taxCategory\": \"reduced\"}", StringComparison.Ordinal)),
        })
            (await Answer.PostAsync(side.Client, "/api/invoices", other)).ShouldBeProblem(HttpStatusCode.Conflict)
                .Json.Text("detail").ShouldContain(answers[0].Json.Text("id"));
    }

    [Fact]
    public async Task An_order_that_finance_invoiced_is_not_invoiced_again()
    {
        var order = Order();
        await side.Finances.ApplyAsync(Finances("I-7001", order), null, CancellationToken.None);
        (await Answer.PostAsync(side.Client, "/api/invoices", Json(order))).ShouldBeProblem(HttpStatusCode.Conflict)
            .Json.Text("detail").ShouldContain("I-7001");
    }

    [Fact]
    public async Task Numbers_have_no_gap_whatever_is_refused_or_tried()
    {
        var first = NumberOf((await MakeAsync(Order())).Json);
        (await MakeAsync(Order(), """{"sku": "P-1", "quantity": 1, "unitPrice": 0}"""))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "lines");
        var order = Order();
        (await side.PostAsAsync(order, "/api/invoices", Json(order), ("Prefer", "dry-run")))
            .ShouldBeJson(HttpStatusCode.Created);
        (await GetAsync($"/api/invoices?orderId={order}")).Json.Items().ShouldBeEmpty();
        NumberOf((await MakeAsync(Order())).Json).ShouldBe(first + 1);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        (await Answer.PostAsync(side.Client, "/api/invoices", """
            {"currency": "XXX", "country": "Germany", "paymentDays": -1, "due": 1,
             "lines": [{"quantity": 0, "unitPrice": 1.23456, "taxCategory": "none"}]}
            """)).ShouldBeProblem(
            HttpStatusCode.BadRequest, "orderId", "customerId", "currency", "country", "paymentDays", "due", "lines[0].sku",
            "lines[0].quantity", "lines[0].unitPrice", "lines[0].taxCategory");
        (await Answer.PostAsync(side.Client, "/api/invoices", """
            {"orderId": "O-X", "customerId": "C-1", "country": "JP",
             "lines": [{"sku": "a", "quantity": 1, "unitPrice": 1},
                       {"sku": "b", "quantity": 1, "unitPrice": 1, "taxCategory": "zero"}]}
            """)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "lines[0].taxCategory", "lines[1].taxCategory");
    }

    [Fact]
    public async Task An_invoice_is_cancelled_once_and_its_order_can_be_invoiced_anew()
    {
        var order = Order();
        var made = await Answer.PostAsync(side.Client, "/api/invoices", Json(order));
        var path = $"{made.Location!.OriginalString}/cancel";
        (await side.PostAsAsync("x", path, "", ("If-Match", "\"other\""))).ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        for (var i = 0; i < 2; i++)
            (await Answer.PostAsync(side.Client, path, "")).ShouldBeJson(HttpStatusCode.OK).Json.Text("status")
                .ShouldBe("cancelled");
        (await GetAsync(made.Location.OriginalString)).Json.Text("status").ShouldBe("cancelled");
        var sums = (await GetAsync($"/api/ledger/entries?document={made.Json.Text("id")}")).Json.Items()
            .SelectMany(e => e.GetProperty("lines").EnumerateArray())
            .GroupBy(l => l.Text("account"), l => l.Decimal("amount")).Select(a => (a.Count(), a.Sum()));
        sums.ShouldBe([(2, 0m), (2, 0m), (2, 0m)]);

        (await Answer.PostAsync(side.Client, "/api/invoices", Json(order))).ShouldBeJson(HttpStatusCode.Created)
            .Json.Text("id").ShouldNotBe(made.Json.Text("id"));
        (await Answer.PostAsync(side.Client, "/api/invoices/N-1/cancel", "")).ShouldBeProblem(HttpStatusCode.NotFound);
        await side.Finances.ApplyAsync(Finances("I-7002", Order()), null, CancellationToken.None);
        (await Answer.PostAsync(side.Client, "/api/invoices/I-7002/cancel", "")).ShouldBeProblem(HttpStatusCode.Conflict)
            .Json.Text("detail").ShouldContain("finance");
    }

    [Theory]
    [InlineData("number")]
    [InlineData("-number")]
    [InlineData("dueOn")]
    [InlineData("-dueOn")]
    public async Task Pages_follow_one_another_in_every_order(string sort)
    {
        var customer = $"C-{Guid.NewGuid():N}";
        List<(string Id, string DueOn)> made = [];
        foreach (var days in new[] { 3, 1, 7, 3, 0 })
        {
            var invoice = (await Answer.PostAsync(side.Client, "/api/invoices", Json(Order(), Line, customer, days))).Json;
            made.Add((invoice.Text("id"), invoice.Text("dueOn")));
        }

        List<string> seen = [];
        string? after = null;
        do
        {
            var page = (await GetAsync($"/api/invoices?customerId={customer}&sort={sort}&limit=2{after}"))
                .ShouldBeJson(HttpStatusCode.OK).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(r => r.Text("id")));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }
        while (after is not null);

        var ascending = sort.TrimStart('-') == "number"
            ? made.Select(m => m.Id).ToList()
            : [.. made.OrderBy(m => m.DueOn, StringComparer.Ordinal).ThenBy(m => m.Id, StringComparer.Ordinal).Select(m => m.Id)];
        seen.ShouldBe(sort[0] == '-' ? Enumerable.Reverse(ascending) : ascending);
        (await GetAsync($"/api/invoices?customerId={customer}&dueBefore={made[0].DueOn}")).Json.Items().Count.ShouldBe(2);
        (await GetAsync($"/api/invoices?customerId={customer}&dueFrom={made[0].DueOn}")).Json.Items().Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_was_made_here_is_not_in_the_list_of_finances_which_anybody_may_read()
    {
        await side.Finances.ApplyAsync(Finances("I-7003", Order()), null, CancellationToken.None);
        var made = await Answer.PostAsync(side.Client, "/api/invoices", Json(Order(), customer: "C-1"));
        var listed = (await GetAsync("/api/customers/C-1/invoices?limit=200")).ShouldBeJson(HttpStatusCode.OK).Json.Items()
            .Select(i => i.Text("id")).ToList();
        listed.ShouldContain("I-7003");
        listed.ShouldAllBe(id => id.StartsWith("I-", StringComparison.Ordinal));
        (await GetAsync("/api/invoices?customerId=C-1&limit=200")).Json.Items().Select(i => i.Text("id"))
            .ShouldContain(made.Json.Text("id"));
    }

    [Fact]
    public async Task An_invoice_comes_to_no_more_than_a_payment_can_pay()
    {
        (await MakeAsync(Order(), """{"sku": "P-1", "quantity": 999999.999, "unitPrice": 1000000}"""))
            .ShouldBeJson(HttpStatusCode.Created);
        (await MakeAsync(Order(), """{"sku": "P-1", "quantity": 999999.999, "unitPrice": 9999999.9999}"""))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "lines");
    }

    [Theory]
    [InlineData("/api/invoices?status=none", "status")]
    [InlineData("/api/invoices?dueBefore=tomorrow", "dueBefore")]
    [InlineData("/api/invoices?sort=gross", "sort")]
    [InlineData("/api/invoices?customer=C-1", "customer")]
    [InlineData("/api/ledger/entries?account=money", "account")]
    [InlineData("/api/ledger/entries?from=2026-13-01", "from")]
    [InlineData("/api/ledger/balances?on=2026-01-01", "on")]
    [InlineData("/api/tax-rates?on=x", "on")]
    public async Task A_parameter_that_is_not_understood_is_a_400(string path, string parameter) =>
        (await GetAsync(path)).ShouldBeProblem(HttpStatusCode.BadRequest, $"query.{parameter}");

    [Fact]
    public async Task A_rate_holds_from_its_day_until_the_next()
    {
        (await GetAsync("/api/tax-rates?country=DE&on=2020-08-01")).Json.Items()
            .Select(r => (r.Text("category"), r.Decimal("rate"))).ShouldBe(
                [("reduced", 5m), ("standard", 16m), ("zero", 0m)], ignoreOrder: true);
        const string Rate = """{"country": "DE", "category": "standard", "validFrom": "2099-01-01", "rate": 20.5}""";
        for (var i = 0; i < 2; i++)
            (await Answer.PostAsync(side.Client, "/api/tax-rates", Rate)).ShouldBeJson(HttpStatusCode.Created);
        (await Answer.PostAsync(side.Client, "/api/tax-rates", Rate.Replace("20.5", "21", StringComparison.Ordinal)))
            .ShouldBeProblem(HttpStatusCode.Conflict);
        (await Answer.PostAsync(side.Client, "/api/tax-rates", Rate.Replace("2099", "2020", StringComparison.Ordinal)))
            .ShouldBeProblem(HttpStatusCode.Conflict);
        (await GetAsync("/api/tax-rates?country=DE&on=2099-01-01")).Json.Items()
            .Single(r => r.Text("category") == "standard").Decimal("rate").ShouldBe(20.5m);
    }

    private const string Line =
        """{"sku": "P-2009", "description": "Angle bracket 60 x 60", "quantity": 25, "unitPrice": 1.15}""";

    private static string Order() => $"O-{900_000 + Interlocked.Increment(ref _orders)}";

    private static string Json(string order, string lines = Line, string customer = "C-1001", int days = 30) =>
        $$"""{"orderId": "{{order}}", "customerId": "{{customer}}", "paymentDays": {{days}}, "lines": [{{lines}}]}""";

    private static long NumberOf(JsonElement invoice) =>
        long.Parse(invoice.Text("id")[2..], CultureInfo.InvariantCulture);

    private static Change Finances(string id, string order) => new(
        id, "C-1", 1, "1", Side.Legacy, ChangeKind.Upsert, null, JsonNode.Parse($$"""
            {"id": "{{id}}", "orderId": "{{order}}", "customerId": "C-1", "issuedOn": "2026-09-04", "dueOn": "2026-10-04",
             "status": "open", "currency": "EUR", "net": 28.75, "tax": 5.46, "gross": 34.21, "paid": 0.00, "lines": []}
            """)!.AsObject());

    private Task<Answer> MakeAsync(string order, string lines = Line) =>
        Answer.PostAsync(side.Client, "/api/invoices", Json(order, lines));

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);
}

using System.Globalization;
using System.Net;
using System.Text.Json;
using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Settlement;

public sealed class Settling_on_SQLite(SettlementOnSqlite side) : Settling(side), IClassFixture<SettlementOnSqlite>
{
    // What PostgreSQL would not keep shows here what is read.
    [Fact]
    public async Task Of_the_entries_between_those_of_a_customer_no_line_is_read()
    {
        await MakeAsync();
        var other = await MakeAsync(customer: "C-between");
        await MakeAsync();
        await Side.ExecuteAsync($"""
            INSERT INTO ledger_lines (entry, line, account, amount, customer_id, currency)
            SELECT number, 9, 'no account', 'no amount', 'C-between', 'EUR' FROM ledger_entries WHERE document = '{other}'
            """);
        (await GetAsync("/api/ledger/entries?customerId=C-between")).Status.ShouldBe(HttpStatusCode.InternalServerError);
        (await GetAsync($"/api/ledger/entries?customerId={Customer}")).ShouldBeJson(HttpStatusCode.OK).Json.Items().Count
            .ShouldBe(2);
    }
}

public sealed class Settling_on_PostgreSQL : Settling, IClassFixture<SettlementOnPostgres>
{
    public Settling_on_PostgreSQL(SettlementOnPostgres side)
        : base(side) => PostgresServer.SkipIfMissing();
}

/// <summary>What becomes of invoices that were made here: paid, credited, paid back. Each test has its own customer.</summary>
public abstract class Settling(SettlementSide side)
{
    private static int _orders;
    private readonly string _customer = $"C-{Guid.NewGuid():N}";

    protected SettlementSide Side => side;

    protected string Customer => _customer;

    [Fact]
    public async Task A_payment_pays_what_is_due_first_and_the_rest_is_credit()
    {
        var (late, early, last) = (await MakeAsync(days: 20), await MakeAsync(days: 10), await MakeAsync(days: 30));
        var paid = (await ReceiveAsync(100m)).ShouldBeJson(HttpStatusCode.Created);
        Allocations(paid.Json).ShouldBe([(early, 34.21m), (late, 34.21m), (last, 31.58m)]);
        paid.Json.GetProperty("credit").GetRawText().ShouldBe("0.00");
        await ShouldBeAsync(early, "paid", 34.21m);
        await ShouldBeAsync(last, "partlyPaid", 31.58m);

        var more = (await ReceiveAsync(10m)).ShouldBeJson(HttpStatusCode.Created);
        Allocations(more.Json).ShouldBe([(last, 2.63m)]);
        more.Json.GetProperty("credit").GetRawText().ShouldBe("7.37");
        (await CreditAsync()).ShouldBe(7.37m);
        (await GetAsync(more.Location!.OriginalString)).ShouldBeJson(HttpStatusCode.OK).Text.ShouldBe(more.Text);
        (await GetAsync($"/api/payments?invoiceId={last}&sort=-number")).Json.Items().Select(p => p.Text("id"))
            .ShouldBe([more.Json.Text("id"), paid.Json.Text("id")]);
        (await GetAsync($"/api/invoices/{last}/payments")).Json.Items()
            .Select(p => (p.GetProperty("number").GetInt64(), p.Decimal("amount"))).ShouldBe([(1, 31.58m), (2, 2.63m)]);
        await LedgerShouldBeAsync(("bank", 110m), ("customerCredit", -7.37m), ("receivables", 0m));
    }

    [Fact]
    public async Task A_payment_pays_no_more_than_a_thousand_invoices_at_once()
    {
        await side.ExecuteAsync($$$"""
            WITH RECURSIVE made (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < 1001)
            INSERT INTO invoices (id, number, customer_id, currency, due_on, gross, content)
            SELECT 'N-' || (4000000000 + n), 8294967296 + n, '{{{_customer}}}', 'EUR', 20261220, 1, REPLACE(
                '{"id":"#","customerId":"{{{_customer}}}","issuedOn":"2026-11-20","dueOn":"2026-12-20","status":"open",'
                || '"currency":"EUR","net":0.01,"tax":0.00,"gross":0.01,"paid":0.00,"lines":[]}', '#', 'N-' || (4000000000 + n))
            FROM made
            """);
        (await ReceiveAsync(20m)).ShouldBeProblem(HttpStatusCode.Conflict, "amount");
        (await CreditAsync()).ShouldBe(0m);
        Allocations((await ReceiveAsync(0.03m)).ShouldBeJson(HttpStatusCode.Created).Json).Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_payment_pays_what_it_names()
    {
        var (one, other) = (await MakeAsync(days: 1), await MakeAsync(days: 2));
        var paid = (await ReceiveAsync(20m, $$"""[{"invoiceId": "{{other}}", "amount": 15}]"""))
            .ShouldBeJson(HttpStatusCode.Created);
        (Allocations(paid.Json).Single(), paid.Json.Decimal("credit")).ShouldBe(((other, 15m), 5m));
        await ShouldBeAsync(one, "open", 0m);
        await ShouldBeAsync(other, "partlyPaid", 15m);
    }

    [Fact]
    public async Task All_that_stands_in_the_way_of_a_payment_is_told_and_nothing_is_paid()
    {
        var (mine, cancelled) = (await MakeAsync(), await MakeAsync());
        await Answer.PostAsync(side.Client, $"/api/invoices/{cancelled}/cancel", "");
        var theirs = await MakeAsync(customer: "C-another");
        (await ReceiveAsync(10m, $$"""
            [{"invoiceId": "{{theirs}}", "amount": 1}, {"invoiceId": "N-1", "amount": 1}, {"invoiceId": "{{mine}}", "amount": 1},
             {"invoiceId": "{{mine}}", "amount": 10}]
            """)).ShouldBeProblem(
            HttpStatusCode.UnprocessableEntity, "allocations", "allocations[0].invoiceId", "allocations[1].invoiceId",
            "allocations[3].invoiceId");
        (await ReceiveAsync(100m, $$"""
            [{"invoiceId": "{{cancelled}}", "amount": 1}, {"invoiceId": "{{mine}}", "amount": 34.22}]
            """)).ShouldBeProblem(HttpStatusCode.Conflict, "allocations[0].invoiceId", "allocations[1].amount");
        await ShouldBeAsync(mine, "open", 0m);
        (await GetAsync($"/api/payments?customerId={_customer}")).Json.Items().ShouldBeEmpty();
        (await Answer.PostAsync(side.Client, "/api/payments", """{"amount": 0, "method": "card", "allocations": []}"""))
            .ShouldBeProblem(HttpStatusCode.BadRequest, "customerId", "amount", "paidOn", "method", "allocations");
    }

    [Fact]
    public async Task Credit_pays_invoices_and_is_paid_back_and_never_twice()
    {
        await ReceiveAsync(50m);
        (await ReceiveAsync(60m, method: "credit")).ShouldBeProblem(HttpStatusCode.Conflict, "amount");
        (await ReceiveAsync(20m, method: "credit")).ShouldBeProblem(HttpStatusCode.Conflict, "amount");
        var invoice = await MakeAsync();
        (await ReceiveAsync(34.21m, method: "credit")).ShouldBeJson(HttpStatusCode.Created);
        await ShouldBeAsync(invoice, "paid", 34.21m);
        (await CreditAsync()).ShouldBe(15.79m);

        (await Answer.PostAsync(
            side.Client, $"/api/customers/{_customer}/refunds", """{"amount": 1, "paidOn": "1899-12-31"}"""))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "paidOn");
        (await RefundAsync("a", 15.80m)).ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail").ShouldContain("15.79");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => RefundAsync($"{_customer}-{n / 2}", 6m)));
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(4, "two refunds, each asked for twice");
        (await CreditAsync()).ShouldBe(3.79m);
        await LedgerShouldBeAsync(("bank", 38m), ("customerCredit", -3.79m), ("receivables", 0m));
    }

    [Fact]
    public async Task A_credit_note_takes_back_lines_and_never_more_than_was_invoiced()
    {
        var invoice = await MakeAsync("""
            {"sku": "P-1", "quantity": 3, "unitPrice": 0.335},
            {"sku": "P-2", "quantity": 2, "unitPrice": 10, "taxCategory": "reduced"}
            """);
        List<JsonElement> notes = [];
        for (var i = 0; i < 3; i++)
            notes.Add((await CreditNoteAsync(invoice, """{"lines": [{"number": 1, "quantity": 1}]}"""))
                .ShouldBeJson(HttpStatusCode.Created).Json);
        // 1.01 and its tax of 0.19 in three parts, the last of them with what is left.
        notes.Select(n => n.GetProperty("net").GetRawText()).ShouldBe(["0.34", "0.34", "0.33"]);
        notes.Sum(n => n.Decimal("tax")).ShouldBe(0.19m);
        (await CreditNoteAsync(invoice, """{"lines": [{"number": 1, "quantity": 1}, {"number": 2, "quantity": 3}]}"""))
            .ShouldBeProblem(HttpStatusCode.Conflict, "lines[0].quantity", "lines[1].quantity");
        (await CreditNoteAsync(invoice, """{"lines": [{"number": 9, "quantity": 1}]}"""))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "lines[0].number");

        var rest = (await CreditNoteAsync(invoice, """{"reason": "All broken"}""")).ShouldBeJson(HttpStatusCode.Created).Json;
        (rest.Decimal("net"), rest.Decimal("tax"), rest.Decimal("credit")).ShouldBe((20m, 1.4m, 0m));
        (await CreditNoteAsync(invoice, "{}")).ShouldBeProblem(HttpStatusCode.Conflict).Json.Text("detail")
            .ShouldContain("credited already");
        var found = (await GetAsync($"/api/invoices/{invoice}")).Json;
        (found.Text("status"), found.Decimal("credited"), found.Decimal("gross")).ShouldBe(("paid", 22.6m, 22.6m));
        (await GetAsync($"/api/invoices/{invoice}/credit-notes")).Json.Items().Count.ShouldBe(4);
        await LedgerShouldBeAsync(("receivables", 0m), ("revenue", 0m), ("tax", 0m));
    }

    [Fact]
    public async Task What_is_credited_after_it_was_paid_is_the_customers_credit()
    {
        var invoice = await MakeAsync();
        await ReceiveAsync(30m);
        var note = (await CreditNoteAsync(invoice, "{}")).ShouldBeJson(HttpStatusCode.Created).Json;
        (note.Decimal("gross"), note.Decimal("credit")).ShouldBe((34.21m, 30m));
        (await CreditAsync()).ShouldBe(30m);
        await LedgerShouldBeAsync(("bank", 30m), ("customerCredit", -30m), ("receivables", 0m));
        (await Answer.PostAsync(side.Client, $"/api/invoices/{invoice}/cancel", "")).ShouldBeProblem(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("payments", """{"amount": 1, "paidOn": "2026-11-20", "method": "cash"}""")]
    [InlineData("credit-notes", "{}")]
    public async Task A_write_is_tried_held_to_the_tag_and_done_once(string what, string json)
    {
        var invoice = await MakeAsync();
        var (path, read) = ($"/api/invoices/{invoice}/{what}", $"/api/invoices/{invoice}");
        var before = await GetAsync(read);
        (await side.PostAsAsync($"{invoice}-1", path, json, ("Prefer", "dry-run"))).ShouldBeJson(HttpStatusCode.Created);
        (await GetAsync(read)).Text.ShouldBe(before.Text);

        var answers = new List<Answer>();
        for (var i = 0; i < 2; i++)
            answers.Add((await side.PostAsAsync($"{invoice}-2", path, json, ("If-Match", i == 0 ? before.ETag! : "\"x\"")))
                .ShouldBeJson(HttpStatusCode.Created));
        answers[1].Text.ShouldBe(answers[0].Text);
        (await side.PostAsAsync($"{invoice}-3", path, json, ("If-Match", before.ETag!)))
            .ShouldBeProblem(HttpStatusCode.PreconditionFailed);
        (await GetAsync(path)).Json.Items().Count.ShouldBe(1);
    }

    private static string Number(decimal amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static List<(string, decimal)> Allocations(JsonElement payment) =>
        [.. payment.GetProperty("allocations").EnumerateArray().Select(a => (a.Text("invoiceId"), a.Decimal("amount")))];

    protected async Task<string> MakeAsync(
        string lines = """{"sku": "P-2009", "quantity": 25, "unitPrice": 1.15}""", int days = 30, string? customer = null) =>
        (await Answer.PostAsync(side.Client, "/api/invoices", $$"""
            {"orderId": "O-{{800_000 + Interlocked.Increment(ref _orders)}}", "customerId": "{{customer ?? _customer}}",
             "paymentDays": {{days}}, "lines": [{{lines}}]}
            """)).ShouldBeJson(HttpStatusCode.Created).Json.Text("id");

    private Task<Answer> ReceiveAsync(decimal amount, string? allocations = null, string method = "transfer") =>
        Answer.PostAsync(side.Client, "/api/payments", $$"""
            {"customerId": "{{_customer}}", "amount": {{Number(amount)}}, "paidOn": "2026-11-20", "method": "{{method}}"
             {{(allocations is null ? "" : $", \"allocations\": {allocations}")}}}
            """);

    private Task<Answer> RefundAsync(string request, decimal amount) => side.PostAsAsync(
        request, $"/api/customers/{_customer}/refunds", $$"""{"amount": {{Number(amount)}}, "paidOn": "2026-11-21"}""");

    private Task<Answer> CreditNoteAsync(string invoice, string json) =>
        Answer.PostAsync(side.Client, $"/api/invoices/{invoice}/credit-notes", json);

    private async Task<decimal> CreditAsync() =>
        (await GetAsync($"/api/customers/{_customer}/credit")).ShouldBeJson(HttpStatusCode.OK).Json.GetProperty("items")
            .EnumerateArray().Sum(i => i.Decimal("amount"));

    private async Task ShouldBeAsync(string id, string status, decimal paid)
    {
        var invoice = (await GetAsync($"/api/invoices/{id}")).ShouldBeJson(HttpStatusCode.OK).Json;
        (invoice.Text("status"), invoice.Decimal("paid")).ShouldBe((status, paid));
    }

    private async Task LedgerShouldBeAsync(params (string Account, decimal Balance)[] balances)
    {
        var found = (await GetAsync($"/api/ledger/balances?customerId={_customer}")).ShouldBeJson(HttpStatusCode.OK).Json.Items();
        found.Sum(a => a.Decimal("balance")).ShouldBe(0m);
        foreach (var (account, balance) in balances)
            found.Where(a => a.Text("account") == account).Sum(a => a.Decimal("balance")).ShouldBe(balance, account);
    }

    protected Task<Answer> GetAsync(string path) => Answer.GetAsync(side.Client, path);
}

using System.Net;
using System.Text.Json.Nodes;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Finance;

public sealed class Payments_by_finance_on_SQLite()
    : PaymentsOfBothSides("adapter:finance", StoreEngine.Sqlite, StoreEngine.Sqlite);

public sealed class Payments_by_finance_on_PostgreSQL()
    : PaymentsOfBothSides("adapter:finance", StoreEngine.Postgres, StoreEngine.Sqlite);

public sealed class Payments_by_the_service_on_SQLite()
    : PaymentsOfBothSides("service:invoices", StoreEngine.Sqlite, StoreEngine.Sqlite);

public sealed class Payments_by_the_service_on_PostgreSQL()
    : PaymentsOfBothSides("service:invoices", StoreEngine.Sqlite, StoreEngine.Postgres);

/// <summary>What registering a payment of an invoice does, whichever side does it, seen from outside.</summary>
public abstract class PaymentsOfBothSides(string side, StoreEngine finance, StoreEngine store) : IAsyncLifetime
{
    private FinanceDatabase _database = null!;
    private FinanceFront _front = null!;

    public async ValueTask InitializeAsync()
    {
        if (finance == StoreEngine.Postgres || store == StoreEngine.Postgres)
            PostgresServer.SkipIfMissing();
        _database = await FinanceDatabase.CreateAsync(finance);
        _front = await FinanceFront.StartAsync(_database, side, store, payments: side);
        if (side == "service:invoices")
            (await _front.SyncAllAsync()).ShouldBe(23);
    }

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task An_invoice_is_paid_in_parts_and_then_it_is_paid()
    {
        var first = (await PayAsync("I-4004", Payment(2.4m, "directDebit"), "req-1")).ShouldBeJson(HttpStatusCode.Created);
        first.Json.Members().ShouldBe(["invoiceId", "number", "amount", "paidOn", "method", "externalReference"]);
        (first.Json.Text("invoiceId"), first.Json.GetProperty("amount").GetRawText(), first.Json.Text("paidOn"),
            first.Json.Text("method"), first.Json.Text("externalReference"))
            .ShouldBe(("I-4004", "2.40", "2026-11-20", "directDebit", "req-1"));
        await ShouldBeAsync("I-4004", "partlyPaid", "19.87");
        var second = (await PayAsync("I-4004", Payment(50.04m), "req-2")).ShouldBeJson(HttpStatusCode.Created);
        second.Json.GetProperty("number").GetInt64().ShouldBe(first.Json.GetProperty("number").GetInt64() + 1);
        await ShouldBeAsync("I-4004", "paid", "69.91");
    }

    [Theory]
    [InlineData("I-4005", 142.87, HttpStatusCode.Conflict, "overpaid")]
    [InlineData("I-4001", 0.01, HttpStatusCode.Conflict, "overpaid")]
    [InlineData("I-4008", 1, HttpStatusCode.Conflict, "cancelled")]
    [InlineData("I-9999", 1, HttpStatusCode.NotFound, "no invoice")]
    [InlineData("9999", 1, HttpStatusCode.NotFound, "no")]
    public async Task What_cannot_be_is_refused_and_changes_nothing(string id, double amount, HttpStatusCode status, string why)
    {
        (await PayAsync(id, Payment((decimal)amount), "req-1")).ShouldBeProblem(status).Json.Text("detail").ShouldContain(why);
        if (status == HttpStatusCode.Conflict)
            (await GetAsync($"/api/invoices/{id}/payments?externalReference=req-1")).Json.Items().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("amount", "0")]
    [InlineData("amount", "-1")]
    [InlineData("amount", "0.001")]
    [InlineData("amount", "1e30")]
    [InlineData("amount", "1000000000000")]
    [InlineData("amount", "\"ten\"")]
    [InlineData("amount", "null")]
    [InlineData("method", "\"card\"")]
    [InlineData("method", "\"credit\"")]
    [InlineData("method", "1")]
    [InlineData("paidOn", "\"2026-02-29\"")]
    [InlineData("paidOn", "\"20261120\"")]
    [InlineData("number", "7")]
    [InlineData("externalReference", "\"mine\"")]
    [InlineData("invoiceId", "\"I-4004\"")]
    public async Task A_wrong_value_is_refused_by_its_name(string member, string value)
    {
        var payment = JsonNode.Parse(Payment(1))!.AsObject();
        payment[member] = JsonNode.Parse(value);
        (await PayAsync("I-4005", payment.ToJsonString())).ShouldBeProblem(HttpStatusCode.BadRequest, member);
        await ShouldBeAsync("I-4005", "open", "0.00");
    }

    [Fact]
    public async Task All_that_is_missing_is_named_and_a_day_before_1900_is_a_422()
    {
        (await PayAsync("I-4005", "{}")).ShouldBeProblem(HttpStatusCode.BadRequest, "amount", "paidOn", "method")
            .Errors.ShouldAllBe(e => e.Detail == "is required");
        var payment = Payment(1).Replace("2026-11-20", "1899-12-31", StringComparison.Ordinal);
        (await PayAsync("I-4005", payment)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity).Text.ShouldContain("date");
    }

    [Fact]
    public async Task Payments_at_the_same_time_never_overpay()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => PayAsync("I-4005", Payment(10), $"p-{n}")));
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(14);
        answers.Count(a => a.Status == HttpStatusCode.Conflict).ShouldBe(6);
        var numbers = answers.Where(a => a.Status == HttpStatusCode.Created)
            .Select(a => a.Json.GetProperty("number").GetInt64()).Order().ToList();
        numbers.ShouldBe(Enumerable.Range(0, 14).Select(n => numbers[0] + n));
        await ShouldBeAsync("I-4005", "partlyPaid", "140.00");
    }

    [Fact]
    public async Task Payments_are_found_by_their_reference()
    {
        await PayAsync("I-4005", Payment(1), "web-7");
        var second = await PayAsync("I-4005", Payment(2, "cash"), "web-8");
        (await GetAsync("/api/invoices/I-4005/payments?externalReference=web-8")).ShouldBeJson(HttpStatusCode.OK).Json.Items()
            .ShouldHaveSingleItem().GetRawText().ShouldBe(second.Text);
        (await GetAsync("/api/invoices/I-4005/payments")).Json.Items().Select(p => p.Text("externalReference"))
            .ShouldBe(["web-7", "web-8"]);
        (await GetAsync("/api/invoices/I-4005/payments?externalReference=web-9")).Json.Items().ShouldBeEmpty();
        (await GetAsync("/api/invoices/I-4004/payments?externalReference=web-8")).Json.Items().ShouldBeEmpty();
        (await GetAsync("/api/invoices/I-9999/payments")).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    private static string Payment(decimal amount, string method = "transfer") => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $$"""{"amount": {{amount}}, "paidOn": "2026-11-20", "method": "{{method}}"}""");

    private Task<Answer> PayAsync(string invoice, string payment, string? requestId = null) =>
        _front.PayAsync(invoice, payment, requestId);

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(_front.Client, path);

    private async Task ShouldBeAsync(string id, string status, string paid)
    {
        var invoice = (await GetAsync($"/api/invoices/{id}")).ShouldBeJson(HttpStatusCode.OK).Json;
        (invoice.Text("status"), invoice.GetProperty("paid").GetRawText()).ShouldBe((status, paid));
    }
}

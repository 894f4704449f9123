using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;
using LegacyLandscape.Tests.Harness;

namespace Hub.Contract.Tests.Finance;

public sealed class Payments_on_SQLite() : PaymentsContract(StoreEngine.Sqlite);

public sealed class Payments_on_PostgreSQL() : PaymentsContract(StoreEngine.Postgres);

/// <summary>
/// What registering payments does, whether the hub's statements keep finance's rules or finance's own function.
/// </summary>
public abstract class PaymentsContract(StoreEngine engine) : IAsyncLifetime
{
    private FinanceDatabase _database = null!;
    private FinanceFront _front = null!;

    public async ValueTask InitializeAsync()
    {
        if (engine == StoreEngine.Postgres)
            PostgresServer.SkipIfMissing();
        _database = await FinanceDatabase.CreateAsync(engine);
        _front = await FinanceFront.StartAsync(_database, "adapter:finance");
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
        (await PayAsync("I-4004", """{"amount": 2.4, "paidOn": "2026-11-19", "method": "directDebit"}""", "req-1"))
            .ShouldBeJson(HttpStatusCode.Created).Text.ShouldBe(
                """{"invoiceId":"I-4004","number":2,"amount":2.40,"paidOn":"2026-11-19","method":"directDebit","""
                + "\"externalReference\":\"req-1\"}");
        await ShouldBeAsync("I-4004", "partlyPaid", "19.87");

        (await PayAsync("I-4004", """{"amount": 50.04, "paidOn": "2026-11-20", "method": "cash"}"""))
            .ShouldBeJson(HttpStatusCode.Created).Json.GetProperty("number").GetInt32().ShouldBe(3);
        await ShouldBeAsync("I-4004", "paid", "69.91");
        (await PayAsync("I-4004", """{"amount": 0.01, "paidOn": "2026-11-20", "method": "cash"}"""))
            .ShouldBeProblem(HttpStatusCode.Conflict).Text.ShouldContain("overpaid");
    }

    [Fact]
    public async Task The_books_are_kept_as_finance_keeps_them()
    {
        await PayAsync("I-4005", """{"amount": 42.85, "paidOn": "2026-11-20", "method": "transfer"}""", "web-1");
        await PayAsync("I-4005", """{"amount": 100.01, "paidOn": "2026-11-21", "method": "cash"}""", "web-2");

        (await _database.QueryAsync("SELECT * FROM FIPAY WHERE COMP = 1 AND DOCNO = 4005 ORDER BY PAYNO")).ShouldBe(
            ["1|4005|1|20261120|4285|1|web-1", "1|4005|2|20261121|10001|3|web-2"]);
        (await _database.QueryAsync("SELECT * FROM FILED WHERE COMP = 1 AND ENTNO >= 40 ORDER BY ENTNO, LINNO")).ShouldBe(
        [
            "1|40|1|4005|1200|20261120|4285", "1|40|2|4005|1400|20261120|-4285",
            "1|41|1|4005|1200|20261121|10001", "1|41|2|4005|1400|20261121|-10001",
        ]);
        (await _database.QueryAsync("SELECT NXTNO FROM FINUM WHERE RNGE = 'ENT' ORDER BY COMP")).ShouldBe(["42", "6"]);
        var changed = (await _database.QueryAsync("SELECT UPDDT, UPDTM FROM FIHDR WHERE COMP = 1 AND DOCNO = 4005"))[0]
            .Split('|');
        DateTime.ParseExact($"{changed[0]} {changed[1].PadLeft(6, '0')}", "yyyyMMdd HHmmss", CultureInfo.InvariantCulture)
            .ShouldBe(TimeProvider.System.GetUtcNow().UtcDateTime, TimeSpan.FromMinutes(5));
        foreach (var unsound in FinanceQueries.Unsound)
            (await _database.QueryAsync(unsound)).ShouldBeEmpty(unsound);
    }

    [Theory]
    [InlineData("I-4005", "142.87", HttpStatusCode.Conflict, "overpaid")]
    [InlineData("I-4005", "999999999999.99", HttpStatusCode.Conflict, "overpaid")]
    [InlineData("I-4001", "0.01", HttpStatusCode.Conflict, "overpaid")]
    [InlineData("I-4008", "1", HttpStatusCode.Conflict, "cancelled")]
    [InlineData("I-9999", "1", HttpStatusCode.NotFound, "no invoice")]
    [InlineData("9999", "1", HttpStatusCode.NotFound, "no such record")]
    public async Task What_finance_refuses_changes_nothing(string invoice, string amount, HttpStatusCode status, string why)
    {
        var before = await _database.ContentsAsync();
        (await PayAsync(invoice, $$"""{"amount": {{amount}}, "paidOn": "2026-11-20", "method": "transfer"}"""))
            .ShouldBeProblem(status).Text.ShouldContain(why);
        (await _database.ContentsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("amount", "0", HttpStatusCode.BadRequest)]
    [InlineData("amount", "-1", HttpStatusCode.BadRequest)]
    [InlineData("amount", "0.001", HttpStatusCode.BadRequest)]
    [InlineData("amount", "1.234", HttpStatusCode.BadRequest)]
    [InlineData("amount", "1e30", HttpStatusCode.BadRequest)]
    [InlineData("amount", "1000000000000", HttpStatusCode.BadRequest)]
    [InlineData("amount", "\"ten\"", HttpStatusCode.BadRequest)]
    [InlineData("amount", "null", HttpStatusCode.BadRequest)]
    [InlineData("amount", "{}", HttpStatusCode.BadRequest)]
    [InlineData("method", "\"card\"", HttpStatusCode.BadRequest)]
    [InlineData("method", "1", HttpStatusCode.BadRequest)]
    [InlineData("paidOn", "\"2026-02-29\"", HttpStatusCode.BadRequest)]
    [InlineData("paidOn", "\"20261120\"", HttpStatusCode.BadRequest)]
    [InlineData("paidOn", "\"tomorrow\"", HttpStatusCode.BadRequest)]
    [InlineData("paidOn", "\"1899-12-31\"", HttpStatusCode.UnprocessableEntity)]
    [InlineData("number", "7", HttpStatusCode.BadRequest)]
    [InlineData("externalReference", "\"mine\"", HttpStatusCode.BadRequest)]
    [InlineData("invoiceId", "\"I-4004\"", HttpStatusCode.BadRequest)]
    public async Task A_wrong_value_is_refused_by_its_name(string member, string value, HttpStatusCode status)
    {
        var before = await _database.ContentsAsync();
        var payment = new JsonObject
        {
            ["amount"] = 1,
            ["paidOn"] = "2026-11-20",
            ["method"] = "transfer",
            [member] = JsonNode.Parse(value),
        };
        var refused = await PayAsync("I-4005", payment.ToJsonString());
        if (status == HttpStatusCode.BadRequest)
            refused.ShouldBeProblem(status, member);
        else
            refused.ShouldBeProblem(status).Text.ShouldContain("date");
        (await _database.ContentsAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("method")]
    [InlineData("paidOn")]
    public async Task A_missing_value_is_refused_by_its_name(string member)
    {
        var payment = new JsonObject { ["amount"] = 1, ["paidOn"] = "2026-11-20", ["method"] = "transfer" };
        payment.Remove(member);
        (await PayAsync("I-4005", payment.ToJsonString())).ShouldBeProblem(HttpStatusCode.BadRequest, member)
            .Errors.Single().Detail.ShouldBe("is required");
    }

    [Fact]
    public async Task Payments_at_the_same_time_never_overpay()
    {
        const string Ten = """{"amount": 10, "paidOn": "2026-11-20", "method": "transfer"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => PayAsync("I-4005", Ten, $"p-{n}")));

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(14);
        answers.Count(a => a.Status == HttpStatusCode.Conflict).ShouldBe(6);
        answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Json.GetProperty("number").GetInt32())
            .ShouldBe(Enumerable.Range(1, 14), ignoreOrder: true);
        await ShouldBeAsync("I-4005", "partlyPaid", "140.00");
        (await _database.QueryAsync("SELECT DISTINCT ENTNO FROM FILED WHERE COMP = 1 AND ENTNO >= 40 ORDER BY ENTNO"))
            .ShouldBe(Enumerable.Range(40, 14).Select(n => $"{n}"));
        foreach (var unsound in FinanceQueries.Unsound)
            (await _database.QueryAsync(unsound)).ShouldBeEmpty(unsound);
    }

    [Fact]
    public async Task Another_company_is_not_touched()
    {
        var before = await OthersAsync();
        // Both companies have an invoice 4002 and 4003; only the other one's are not paid yet.
        (await PayAsync("I-4002", """{"amount": 1, "paidOn": "2026-11-20", "method": "transfer"}"""))
            .ShouldBeProblem(HttpStatusCode.Conflict);
        (await PayAsync("I-4003", """{"amount": 1, "paidOn": "2026-11-20", "method": "transfer"}"""))
            .ShouldBeProblem(HttpStatusCode.Conflict);
        await _database.ExecuteAsync("UPDATE FIHDR SET STAT = 10, PAYAM = 0 WHERE COMP = 1 AND DOCNO = 4002");
        (await PayAsync("I-4002", """{"amount": 1, "paidOn": "2026-11-20", "method": "transfer"}"""))
            .ShouldBeJson(HttpStatusCode.Created);

        (await OthersAsync()).ShouldBe(before);
        (await _database.QueryAsync("SELECT COMP FROM FIPAY WHERE PAYDT = 20261120")).ShouldBe(["1"]);

        async Task<List<string>> OthersAsync()
        {
            var rows = new List<string>();
            foreach (var table in new[] { "FIHDR", "FIPAY", "FILED", "FINUM" })
                rows.AddRange(await _database.QueryAsync($"SELECT * FROM {table} WHERE COMP = 2 ORDER BY 1, 2, 3"));
            return rows;
        }
    }

    [Fact]
    public async Task Payments_are_found_by_their_reference()
    {
        await PayAsync("I-4002", "{}");
        await PayAsync("I-4004", """{"amount": 1, "paidOn": "2026-11-20", "method": "transfer"}""", "web-7");
        await PayAsync("I-4004", """{"amount": 2, "paidOn": "2026-11-20", "method": "transfer"}""", "web-8");

        (await GetAsync("/api/invoices/I-4004/payments?externalReference=web-8")).ShouldBeJson(HttpStatusCode.OK).Text.ShouldBe(
            """{"items":[{"invoiceId":"I-4004","number":3,"amount":2.00,"paidOn":"2026-11-20","method":"transfer","""
            + "\"externalReference\":\"web-8\"}]}");
        var all = (await GetAsync("/api/invoices/I-4004/payments")).ShouldBeJson(HttpStatusCode.OK).Json.Items();
        all.Select(p => p.GetProperty("number").GetInt32()).ShouldBe([1, 2, 3]);
        all[0].Members().ShouldNotContain("externalReference");
        (await GetAsync("/api/invoices/I-4004/payments?externalReference=web-9")).Json.Items().ShouldBeEmpty();
        (await GetAsync("/api/invoices/I-4005/payments?externalReference=web-8")).Json.Items().ShouldBeEmpty();
        (await GetAsync("/api/invoices/I-9999/payments")).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_payment_waits_while_the_back_office_posts()
    {
        await using var backOffice = await _database.OpenAsync();
        await using var transaction = await backOffice.BeginTransactionAsync();
        await using var command = backOffice.CreateCommand();
        (command.CommandText, command.Transaction) = (
            "UPDATE FIHDR SET PAYAM = GROAM - 100, STAT = 20 WHERE COMP = 1 AND DOCNO = 4005", transaction);
        await command.ExecuteNonQueryAsync();

        var paying = PayAsync("I-4005", """{"amount": 1.01, "paidOn": "2026-11-20", "method": "transfer"}""");
        // Reading goes on, and sees what is committed.
        await ShouldBeAsync("I-4005", "open", "0.00");
        paying.IsCompleted.ShouldBeFalse();
        await transaction.CommitAsync();

        (await paying).ShouldBeProblem(HttpStatusCode.Conflict).Text.ShouldContain("overpaid");
    }

    private Task<Answer> PayAsync(string invoice, string payment, string? requestId = null) =>
        _front.PayAsync(invoice, payment, requestId);

    private Task<Answer> GetAsync(string path) => Answer.GetAsync(_front.Client, path);

    private async Task ShouldBeAsync(string id, string status, string paid)
    {
        var invoice = (await GetAsync($"/api/invoices/{id}")).ShouldBeJson(HttpStatusCode.OK).Json;
        (invoice.Text("status"), invoice.GetProperty("paid").GetRawText()).ShouldBe((status, paid));
    }
}

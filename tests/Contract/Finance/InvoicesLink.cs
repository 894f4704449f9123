using System.Net;
using Hub.Platform.Tests.Storage;
using Hub.ServiceKit.Changes;
using Hub.Tests;
using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Finance;

public sealed class InvoicesLink_from_SQLite() : InvoicesLink(StoreEngine.Sqlite)
{
    [Fact]
    public async Task What_the_back_office_posts_pays_and_deletes_arrives()
    {
        var lines = new object[]
        {
            new { itmNo = "P-2001", descr = "Hex bolt", qty = 3000, unPrc = 450 },
            new { descr = "Freight", qty = 1000, unPrc = 50000, taxCd = 2 },
        };
        await Database.BackOfficeAsync(HttpMethod.Post, "invoices", new { cusNo = "C-1007", docDt = 20261120, lines });
        (await ArrivesAsync("I-4024", a => a.Status == HttpStatusCode.OK)).Json.GetProperty("lines").GetArrayLength().ShouldBe(2);

        await Database.BackOfficeAsync(HttpMethod.Post, "invoices/4024/payments", new { payDt = 20261121, amt = 75 });
        await ArrivesAsync("I-4024", a => a.Json.Text("status") == "partlyPaid");

        await Database.BackOfficeAsync(HttpMethod.Delete, "invoices/4024");
        await ArrivesAsync("I-4024", a => a.Status == HttpStatusCode.NotFound);
    }
}

public sealed class InvoicesLink_from_PostgreSQL() : InvoicesLink(StoreEngine.Postgres);

/// <summary>What anybody does in finance's tables arrives in the copy, found by comparing, in pages of five.</summary>
public abstract class InvoicesLink(StoreEngine engine) : IAsyncLifetime
{
    private const string Pages = "systems: { finance: { entities: { invoices: { changes: { every: 20ms, batch: 5 } } } } }";
    private FinanceDatabase _database = null!;
    private FinanceFront _front = null!;

    internal FinanceDatabase Database => _database;

    public async ValueTask InitializeAsync()
    {
        if (engine == StoreEngine.Postgres)
            PostgresServer.SkipIfMissing();
        _database = await FinanceDatabase.CreateAsync(engine);
        _front = await FinanceFront.StartAsync(_database, "service:invoices", over: Pages);
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
    public async Task An_invoice_inserted_changed_and_deleted_is_so_in_the_copy()
    {
        await _database.ExecuteAsync("""
            INSERT INTO FIHDR VALUES (1, 4100, 0, 'C-1001', '', 20261101, 20261201, 10, 'EUR', 300, 0, 300, 0, 20261101, 91500);
            INSERT INTO FILIN VALUES
                (1, 4100, 1, 'P-2001', 'Hex bolt', 1000, 10000, 100, 0), (1, 4100, 2, '', 'Freight', 1000, 20000, 200, 0);
            """);
        (await ArrivesAsync("I-4100", a => a.Status == HttpStatusCode.OK)).Text.ShouldEndWith(
            "\"lines\":["
            + """{"number":1,"sku":"P-2001","description":"Hex bolt","quantity":1.000,"unitPrice":1.0000,"amount":1.00},"""
            + """{"number":2,"description":"Freight","quantity":1.000,"unitPrice":2.0000,"amount":2.00}]}""");

        await _database.ExecuteAsync("UPDATE FIHDR SET STAT = 90 WHERE COMP = 1 AND DOCNO = 4100");
        await ArrivesAsync("I-4100", a => a.Json.Text("status") == "cancelled");

        // Lines alone, with nothing of the header touched.
        await _database.ExecuteAsync("UPDATE FILIN SET DESCR = 'Courier' WHERE COMP = 1 AND DOCNO = 4100 AND LINNO = 2");
        await ArrivesAsync("I-4100", a => a.Text.Contains("Courier", StringComparison.Ordinal));
        await _database.ExecuteAsync("DELETE FROM FILIN WHERE COMP = 1 AND DOCNO = 4100 AND LINNO = 1");
        (await ArrivesAsync("I-4100", a => !a.Text.Contains("Hex bolt", StringComparison.Ordinal)))
            .Json.GetProperty("lines").GetArrayLength().ShouldBe(1);
        await _database.ExecuteAsync("DELETE FROM FILIN WHERE COMP = 1 AND DOCNO = 4100");
        await ArrivesAsync("I-4100", a => a.Text.EndsWith("\"lines\":[]}", StringComparison.Ordinal));

        await _database.ExecuteAsync("DELETE FROM FIHDR WHERE COMP = 1 AND DOCNO = 4100");
        await ArrivesAsync("I-4100", a => a.Status == HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_payment_registered_by_the_hub_arrives_in_the_copy()
    {
        (await _front.PayAsync("I-4005", """{"amount": 142.86, "paidOn": "2026-11-20", "method": "transfer"}"""))
            .ShouldBeJson(HttpStatusCode.Created);
        await ArrivesAsync("I-4005", a => a.Json.Text("status") == "paid" && a.Json.GetProperty("paid").GetRawText() == "142.86");
    }

    [Fact]
    public async Task What_another_company_does_is_no_change()
    {
        await _database.ExecuteAsync("UPDATE FIHDR SET CUSNO = 'C-1002', STAT = 90 WHERE COMP = 2");
        await _database.ExecuteAsync("UPDATE FIHDR SET STAT = 90 WHERE COMP = 1 AND DOCNO = 4023");
        (await ChangesAsync(1)).Select(c => c.Key).ShouldBe(["I-4023"]);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_keeps_no_other_back_and_is_not_gone()
    {
        // 55 is no status that the plan knows.
        await _database.ExecuteAsync(
            "UPDATE FIHDR SET STAT = 55 WHERE COMP = 1 AND DOCNO = 4013; DELETE FROM FILIN WHERE COMP = 1 AND DOCNO = 4002");
        await _database.ExecuteAsync(
            "DELETE FROM FILIN WHERE COMP = 1 AND DOCNO = 4023; DELETE FROM FIHDR WHERE COMP = 1 AND DOCNO = 4023");
        (await ChangesAsync(3)).Select(c => (c.Key, c.Kind, IsRead: c.Fault is null)).ShouldBe(
        [
            ("I-4002", ChangeKind.Upsert, true), ("I-4013", ChangeKind.Upsert, false), ("I-4023", ChangeKind.Delete, true),
        ]);
        foreach (var id in new[] { "I-4001", "I-4013", "I-4014", "I-4022" })
            (await GetAsync(id)).Status.ShouldBe(HttpStatusCode.OK, id);
        (await GetAsync("I-4023")).Status.ShouldBe(HttpStatusCode.NotFound);

        await _database.ExecuteAsync("UPDATE FIHDR SET STAT = 30 WHERE COMP = 1 AND DOCNO = 4013");
        (await ChangesAsync(1)).Select(c => (c.Key, c.Kind, IsRead: c.Fault is null))
            .ShouldBe([("I-4013", ChangeKind.Upsert, true)]);
    }

    private protected Task<Answer> ArrivesAsync(string id, Func<Answer, bool> holds) =>
        Eventually.GetAsync($"{id} to arrive", async () =>
        {
            await _front.SyncAsync();
            return await GetAsync(id) is var answer && holds(answer) ? answer : null;
        });

    private async Task<IReadOnlyList<Change>> ChangesAsync(int atLeast)
    {
        var changes = new List<Change>();
        await Eventually.HoldsAsync($"{atLeast} changes", async () =>
        {
            changes.AddRange(await _front.SyncAsync());
            return changes.Count >= atLeast;
        });
        return changes;
    }

    private Task<Answer> GetAsync(string id) => Answer.GetAsync(_front.Client, $"/api/invoices/{id}");
}

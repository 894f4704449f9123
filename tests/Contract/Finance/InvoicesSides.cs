using Hub.Platform.Tests.Storage;
using Hub.Tests.Servers;

namespace Hub.Contract.Tests.Finance;

public sealed class FinanceOnSqlite() : InvoicesSide("adapter:finance", finance: StoreEngine.Sqlite, store: StoreEngine.Sqlite);

public sealed class FinanceOnPostgres()
    : InvoicesSide("adapter:finance", finance: StoreEngine.Postgres, store: StoreEngine.Sqlite);

public sealed class InvoicesOnSqlite() : InvoicesSide("service:invoices", finance: StoreEngine.Sqlite, store: StoreEngine.Sqlite);

public sealed class InvoicesOnPostgres()
    : InvoicesSide("service:invoices", finance: StoreEngine.Sqlite, store: StoreEngine.Postgres);

/// <summary>A side that answers for finance's own first data and what <see cref="More"/> adds to it.</summary>
public abstract class InvoicesSide(string side, StoreEngine finance, StoreEngine store) : IAsyncLifetime
{
    private FinanceDatabase _database = null!;
    private FinanceFront _front = null!;

    /// <summary>A customer with as many invoices as make a second page, numbers with four digits and with five.</summary>
    public const string BusyCustomer = "C-2001";

    public HttpClient Client => _front.Client;

    public static IReadOnlyList<string> BusyCustomersInvoices { get; } = [.. Enumerable.Range(9951, 60).Select(n => $"I-{n}")];

    private static string More => string.Concat(Enumerable.Range(9951, 60).Select(n => $"""
        INSERT INTO FIHDR VALUES
            (1, {n}, 0, '{BusyCustomer}', 'ref {n}', 20261101, 20261201, 10, 'EUR', 1, 0, 1, 0, 20261101, 91500);
        INSERT INTO FILIN VALUES (1, {n}, 1, '', 'A service', 1500, 5, 1, 0);

        """));

    public async ValueTask InitializeAsync()
    {
        // A fixture cannot be skipped: the suite's constructor says so for each test.
        if ((finance == StoreEngine.Postgres || store == StoreEngine.Postgres) && !PostgresServer.IsAvailable)
            return;
        _database = await FinanceDatabase.CreateAsync(finance);
        await _database.ExecuteAsync(More);
        _front = await FinanceFront.StartAsync(_database, side, store);
        if (side == "service:invoices")
            (await _front.SyncAllAsync()).ShouldBe(83);
    }

    public async ValueTask DisposeAsync()
    {
        if (_front is not null)
            await _front.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

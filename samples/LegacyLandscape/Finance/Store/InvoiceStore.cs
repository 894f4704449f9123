using Dapper;
using LegacyLandscape.Store;
using Microsoft.Data.Sqlite;

namespace LegacyLandscape.Finance.Store;

/// <summary>
/// What the back office's own program does to the tables, on SQLite. On PostgreSQL the functions in Postgres/functions.sql do
/// the same.
/// </summary>
internal sealed class InvoiceStore(SqliteDatabase database, TimeProvider clock)
{
    private const int Bank = 1200, Receivables = 1400, Tax = 1776, Revenue = 8400;
    private readonly SqlFile sql = new("Finance.Store.Invoices");

    public IReadOnlyList<Invoice> All() => database.Read(connection => connection.Query<Invoice>(sql["All"]).AsList());

    /// <exception cref="FinanceRefusal">The values are wrong.</exception>
    public Task<Invoice> PostAsync(NewInvoice invoice) => database.WriteAsync(connection =>
    {
        InvoiceRules.Check(invoice);
        var net = invoice.Lines.Sum(line => line.LinAm);
        var tax = NewLine.TaxOf(invoice.Lines);
        var (updDt, updTm) = Now();
        var posted = new Invoice
        {
            Comp = invoice.Comp,
            DocNo = Next(connection, invoice.Comp, "DOC"),
            OrdNo = invoice.OrdNo,
            CusNo = invoice.CusNo,
            ExRef = invoice.ExRef,
            DocDt = invoice.DocDt,
            DueDt = Date8.Of(Date8.Parse(invoice.DocDt)!.Value.AddDays(30)),
            Stat = InvoiceStatus.Open,
            Curcy = "EUR",
            NetAm = net,
            TaxAm = tax,
            GroAm = net + tax,
            PayAm = 0,
            UpdDt = updDt,
            UpdTm = updTm,
        };
        connection.Execute(sql["InsertHeader"], posted);
        foreach (var (line, linNo) in invoice.Lines.Select((line, index) => (line, index + 1)))
        {
            connection.Execute(sql["InsertLine"], new
            {
                posted.Comp,
                posted.DocNo,
                LinNo = linNo,
                ItmNo = line.ItmNo ?? "",
                Descr = line.Descr ?? "",
                line.Qty,
                line.UnPrc,
                line.LinAm,
                line.TaxCd,
            });
        }

        Book(connection, posted, posted.DocDt, (Receivables, posted.GroAm), (Revenue, -net), (Tax, -tax));
        return posted;
    });

    /// <returns>The payment's number within its invoice.</returns>
    /// <exception cref="FinanceRefusal">There is no such invoice, it is not to be paid, or the values are wrong.</exception>
    public Task<long> PayAsync(int docNo, NewPayment payment) => database.WriteAsync(connection =>
    {
        InvoiceRules.Check(payment);
        var invoice = Get(connection, payment.Comp, docNo);
        if (invoice.Stat == InvoiceStatus.Cancelled || invoice.PayAm + payment.Amt > invoice.GroAm)
            throw FinanceRefusal.Conflict($"Invoice {docNo} is cancelled or would be overpaid.");

        var (updDt, updTm) = Now();
        var values = new
        {
            comp = payment.Comp,
            docNo,
            payDt = payment.PayDt,
            amount = payment.Amt,
            method = payment.Meth,
            exRef = payment.ExRef,
            updDt,
            updTm,
        };
        var payNo = connection.ExecuteScalar<long>(sql["InsertPayment"], values);
        connection.Execute(sql["Pay"], values);
        Book(connection, invoice, payment.PayDt, (Bank, payment.Amt), (Receivables, -payment.Amt));
        return payNo;
    });

    /// <exception cref="FinanceRefusal">There is no such invoice.</exception>
    public Task<Invoice> DeleteAsync(int comp, int docNo) => database.WriteAsync(connection =>
    {
        var invoice = Get(connection, comp, docNo);
        connection.Execute(sql["Delete"], new { comp, docNo });
        return invoice;
    });

    private Invoice Get(SqliteConnection connection, int comp, int docNo) =>
        connection.QueryFirstOrDefault<Invoice>(sql["Get"], new { comp, docNo })
        ?? throw FinanceRefusal.NotFound($"There is no invoice {docNo} in company {comp}.");

    private long Next(SqliteConnection connection, long comp, string range) =>
        connection.ExecuteScalar<long?>(sql["NextNumber"], new { comp, range })
        ?? throw FinanceRefusal.Wrong($"There is no company {comp}.");

    private void Book(SqliteConnection connection, Invoice invoice, long pstDt, params (int AccNo, long Amount)[] lines)
    {
        var entNo = Next(connection, invoice.Comp, "ENT");
        foreach (var (line, linNo) in lines.Select((line, index) => (line, index + 1)))
        {
            connection.Execute(
                sql["InsertLedger"],
                new { comp = invoice.Comp, entNo, linNo, docNo = invoice.DocNo, line.AccNo, pstDt, line.Amount });
        }
    }

    private (int Date, int Time) Now()
    {
        var now = clock.GetUtcNow();
        return (Date8.Of(DateOnly.FromDateTime(now.UtcDateTime)), (now.Hour * 10_000) + (now.Minute * 100) + now.Second);
    }
}

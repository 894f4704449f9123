using System.Data.Common;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Invoices.Paying;

/// <summary>A row of <c>payments</c>.</summary>
internal sealed record PaymentRow(
    string Id, long Number, string CustomerId, string Currency, long Amount, long PaidOn, string Method,
    string ExternalReference)
{
    private static readonly SqlFile Sql = SqlFile.Of<PaymentRow>();

    public static async Task<Payment?> FindAsync(DbConnection connection, string id, DbTransaction? transaction = null) =>
        await connection.QuerySingleOrDefaultAsync<PaymentRow>(Sql["Find"], new { id }, transaction) is { } row
            ? (await WithAllocationsAsync(connection, [row], transaction))[0]
            : null;

    public static async Task<Payment?> FindByReferenceAsync(
        DbConnection connection, string externalReference, DbTransaction transaction) =>
        await connection.QuerySingleOrDefaultAsync<PaymentRow>(
            Sql["FindByReference"], new { externalReference }, transaction) is { } row
            ? (await WithAllocationsAsync(connection, [row], transaction))[0]
            : null;

    /// <summary>Returns payments with what each of them pays.</summary>
    public static async Task<IReadOnlyList<Payment>> WithAllocationsAsync(
        DbConnection connection, IReadOnlyList<PaymentRow> rows, DbTransaction? transaction = null)
    {
        var ids = rows.Select(r => r.Id).ToArray();
        var allocations = (await connection.QueryAsync<AllocationRow>(Sql["Allocations", connection], new { ids }, transaction))
            .ToLookup(a => a.PaymentId, StringComparer.Ordinal);
        return [.. rows.Select(r => r.ToPayment([.. allocations[r.Id]]))];
    }

    /// <summary>Returns the payments of an invoice.</summary>
    public static async Task<IReadOnlyList<InvoicePayment>> ListOfAsync(
        DbConnection connection, string invoiceId, string? externalReference, DbTransaction? transaction = null) =>
        [
            .. (await connection.QueryAsync<InvoicePaymentRow>(
                Sql["OfInvoice"], new { invoiceId, externalReference }, transaction)).Select(r => r.ToPayment()),
        ];

    public Task AddAsync(DbConnection connection, DbTransaction transaction) =>
        connection.ExecuteAsync(Sql["Add"], this, transaction);

    /// <summary>Adds a payment to those of an invoice, under the next number.</summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="invoiceId">The invoice.</param>
    /// <param name="amount">What of the payment is for it.</param>
    public Task AllocateAsync(DbConnection connection, DbTransaction transaction, string invoiceId, long amount) =>
        connection.ExecuteAsync(
            Sql["Allocate"],
            // Finance numbers the payments that it takes of its invoices itself, and the two must not meet.
            new { invoiceId, paymentId = Id, amount, before = InvoiceNumber.IsOwn(invoiceId) ? 0L : 500_000L },
            transaction);

    private Payment ToPayment(IReadOnlyList<AllocationRow> paid) => new()
    {
        Id = Id,
        CustomerId = CustomerId,
        Amount = Cents.ToAmount(Amount),
        Currency = Currency,
        PaidOn = Day.Of(PaidOn),
        Method = Enum.Parse<PaymentMethod>(Method),
        Allocations = [.. paid.Select(a => new Allocation(a.InvoiceId, Cents.ToAmount(a.Amount)))],
        Credit = Cents.ToAmount(Amount - paid.Sum(a => a.Amount)),
        ExternalReference = ExternalReference,
    };

    private sealed record AllocationRow(string PaymentId, string InvoiceId, long Amount);

    private sealed record InvoicePaymentRow(
        string InvoiceId, long Number, long Amount, long PaidOn, string Method, string ExternalReference)
    {
        public InvoicePayment ToPayment() => new()
        {
            InvoiceId = InvoiceId,
            Number = Number,
            Amount = Cents.ToAmount(Amount),
            PaidOn = Day.Of(PaidOn),
            Method = Enum.Parse<PaymentMethod>(Method),
            ExternalReference = ExternalReference,
        };
    }
}

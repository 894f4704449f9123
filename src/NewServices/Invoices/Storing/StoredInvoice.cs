using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Invoices.Storing;

/// <summary>An invoice as its maker tells it, and in hundredths what was paid and credited of it here.</summary>
internal record StoredInvoice
{
    private static readonly SqlFile Sql = SqlFile.Of<StoredInvoice>();

    // Properties and no constructor: of a page without rows SQLite does not tell the types of sums.
    public string Content { get; init; } = "";

    public long Gross { get; init; }

    public long ToldPaid { get; init; }

    public long Paid { get; init; }

    public long Credited { get; init; }

    /// <summary>What is left to pay.</summary>
    public long Open => Math.Max(0, Gross - ToldPaid - Paid - Credited);

    /// <summary>What was paid and credited beyond the gross amount, which is the customer's credit.</summary>
    public long Excess => Math.Max(0, ToldPaid + Paid + Credited - Gross);

    public static Task<StoredInvoice?> FindAsync(DbConnection connection, string id, DbTransaction? transaction = null) =>
        connection.QuerySingleOrDefaultAsync<StoredInvoice>(Sql["Find"], new { id }, transaction);

    /// <summary>Returns the invoice that a request made, or null.</summary>
    public static Task<StoredInvoice?> FindByReferenceAsync(
        DbConnection connection, string externalReference, DbTransaction transaction) =>
        connection.QuerySingleOrDefaultAsync<StoredInvoice>(Sql["FindByReference"], new { externalReference }, transaction);

    /// <summary>Returns the invoice of an order that still holds, whoever made it; or null.</summary>
    public static Task<StoredInvoice?> FindOfOrderAsync(DbConnection connection, string orderId, DbTransaction transaction) =>
        connection.QueryFirstOrDefaultAsync<StoredInvoice>(Sql["FindOfOrder"], new { orderId }, transaction);

    /// <summary>Returns a customer's invoices made here of which something is open, in the order of their due days.</summary>
    public static async Task<IReadOnlyList<StoredInvoice>> ListOpenAsync(
        DbConnection connection, DbTransaction transaction, string customerId, string currency, int limit) =>
        (await connection.QueryAsync<StoredInvoice>(Sql["ListOpen"], new { customerId, currency, limit }, transaction)).AsList();

    /// <summary>Makes an invoice, or replaces what is told of it.</summary>
    public static Task SaveAsync(DbConnection connection, DbTransaction transaction, Invoice invoice) =>
        connection.ExecuteAsync(Sql["Save"], InvoiceRow.Of(invoice), transaction);

    /// <summary>Adds to what was paid and credited of an invoice.</summary>
    public static Task AddAsync(DbConnection connection, DbTransaction transaction, string id, long paid, long credited) =>
        connection.ExecuteAsync(Sql["Add"], new { id, paid, credited }, transaction);

    /// <summary>Returns the invoice as it stands.</summary>
    public Invoice ToInvoice()
    {
        var told = JsonSerializer.Deserialize(Content, InvoiceJson.Default.Invoice)!;
        return (Paid, Credited) == (0, 0) ? told : told with
        {
            Paid = Cents.ToAmount(ToldPaid + Paid),
            Credited = Credited == 0 ? null : Cents.ToAmount(Credited),
            Status = told.Status == InvoiceStatus.Cancelled ? told.Status
                : Open == 0 ? InvoiceStatus.Paid
                : InvoiceStatus.PartlyPaid,
        };
    }
}

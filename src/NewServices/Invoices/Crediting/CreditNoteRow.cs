using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Invoices.Crediting;

/// <summary>Rows of <c>credit_notes</c>.</summary>
internal sealed class CreditNoteRow
{
    private static readonly SqlFile Sql = SqlFile.Of<CreditNoteRow>();

    public static async Task<CreditNote?> FindByReferenceAsync(
        DbConnection connection, DbTransaction transaction, string externalReference) =>
        await connection.QuerySingleOrDefaultAsync<string>(Sql["FindByReference"], new { externalReference }, transaction)
            is { } content
            ? Read(content)
            : null;

    /// <summary>Returns the credit notes of an invoice in the order of their numbers.</summary>
    public static async Task<IReadOnlyList<CreditNote>> ListAsync(
        DbConnection connection, string invoiceId, DbTransaction? transaction = null) =>
        [.. (await connection.QueryAsync<string>(Sql["List"], new { invoiceId }, transaction)).Select(Read)];

    public static Task AddAsync(DbConnection connection, DbTransaction transaction, long number, CreditNote note) =>
        connection.ExecuteAsync(
            Sql["Add"],
            new
            {
                note.Id, number, note.InvoiceId, note.ExternalReference,
                content = JsonSerializer.Serialize(note, InvoiceJson.Default.CreditNote),
            },
            transaction);

    private static CreditNote Read(string content) => JsonSerializer.Deserialize(content, InvoiceJson.Default.CreditNote)!;
}

using System.Data.Common;
using System.Text.Json;
using Dapper;
using Hub.Invoices.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Invoices.Applying;

/// <summary>Takes finance's changes of the invoices that finance made; those made here are unknown there.</summary>
internal sealed class InvoiceChangeTarget(InvoicesStore store)
    : CopyTarget<Invoice>(store, Statements, InvoiceJson.Default.Invoice)
{
    private static readonly SqlFile Statements = SqlFile.Of<InvoiceChangeTarget>();

    protected override async Task<IReadOnlyList<(string Id, Invoice Content)>> ListAsync(
        DbConnection connection, string after, int limit) =>
        [
            .. (await connection.QueryAsync<(string Id, string Content)>(Statements["List"], new { after, limit }))
                .Select(r => (r.Id, Read(r.Content))),
        ];

    protected override async Task<Invoice?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        await connection.QuerySingleOrDefaultAsync<string>(Statements["Find"], new { id }, transaction) is { } content
            ? Read(content)
            : null;

    protected override object RowOf(string id, Invoice content) => InvoiceRow.Of(content with { Id = id });

    protected override string? FindFault(string id) =>
        InvoiceNumber.TryReadFinances(id, out _) ? null : "The key is not the id of an invoice of finance's, such as I-4001.";

    private static Invoice Read(string content) => JsonSerializer.Deserialize(content, InvoiceJson.Default.Invoice)!;
}

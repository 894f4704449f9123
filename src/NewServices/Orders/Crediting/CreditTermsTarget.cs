using System.Data.Common;
using System.Globalization;
using Dapper;
using Hub.Orders.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Orders.Crediting;

/// <summary>Keeps the service's own copy of what was agreed with customers, where their link tells it.</summary>
internal sealed class CreditTermsTarget(OrdersStore store)
    : CopyTarget<CreditTerms>(store, Statements, CreditTermsJson.Default.CreditTerms)
{
    private static readonly SqlFile Statements = SqlFile.Of<CreditTermsTarget>();

    protected override async Task<IReadOnlyList<(string Id, CreditTerms Content)>> ListAsync(
        DbConnection connection, string after, int limit) =>
        [
            .. (await connection.QueryAsync<Row>(Statements["List"], new { after, limit })).Select(r => (r.Id, r.ToTerms())),
        ];

    protected override async Task<CreditTerms?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(Statements["Find"], new { id }, transaction))?.ToTerms();

    protected override object RowOf(string id, CreditTerms content) =>
        new { id, creditLimit = content.CreditLimit?.ToString(CultureInfo.InvariantCulture) };

    private sealed record Row(string Id, string? CreditLimit)
    {
        public CreditTerms ToTerms() =>
            new(CreditLimit is null ? null : decimal.Parse(CreditLimit, CultureInfo.InvariantCulture));
    }
}

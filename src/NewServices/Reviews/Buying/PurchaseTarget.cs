using System.Data.Common;
using Dapper;
using Hub.Reviews.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Reviews.Buying;

/// <summary>
/// Takes the changes of orders, which tell who bought what: this service reads no table of another one's.
/// </summary>
internal sealed class PurchaseTarget(ReviewsStore store)
    : CopyTarget<Purchase>(store, Statements, PurchaseJson.Default.Purchase)
{
    private static readonly SqlFile Statements = SqlFile.Of<PurchaseTarget>();

    protected override async Task<IReadOnlyList<(string Id, Purchase Content)>> ListAsync(
        DbConnection connection, string after, int limit) =>
        [
            .. (await connection.QueryAsync<Purchase.Row>(Statements["List"], new { after, limit }))
                .Select(r => (r.Id, r.ToPurchase())),
        ];

    protected override async Task<Purchase?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Purchase.Row>(Statements["Find"], new { id }, transaction))?.ToPurchase();

    protected override object RowOf(string id, Purchase content) => Purchase.Row.Of(id, content);
}

using System.Data.Common;
using Dapper;
using Hub.Products.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Products.Applying;

/// <summary>Takes the legacy side's changes of products: the only way anything gets into this service.</summary>
internal sealed class ProductChangeTarget(ProductsStore store)
    : CopyTarget<Product>(store, Statements, ProductJson.Default.Product)
{
    private static readonly SqlFile Statements = SqlFile.Of<ProductChangeTarget>();

    protected override async Task<IReadOnlyList<(string Id, Product Content)>> ListAsync(
        DbConnection connection, string after, int limit) =>
        [
            .. (await connection.QueryAsync<ProductRow>(Statements["List"], new { after, limit }))
                .Select(r => (r.Id, r.ToProduct())),
        ];

    protected override async Task<Product?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        (await connection.QuerySingleOrDefaultAsync<ProductRow>(Statements["Find"], new { id }, transaction))?.ToProduct();

    protected override object RowOf(string id, Product content) => ProductRow.Of(content with { Id = id });
}

using System.Data.Common;
using System.Globalization;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Orders.Pricing;

/// <summary>A product as far as placing an order needs it.</summary>
internal sealed record PricedProduct(string Sku, decimal Price, bool Active)
{
    private static readonly SqlFile Sql = SqlFile.Of<PricedProduct>();

    public static async Task<IReadOnlyDictionary<string, PricedProduct>> FindAsync(
        DbConnection connection, DbTransaction transaction, IEnumerable<string> skus)
    {
        var rows = await connection.QueryAsync<Row>(Sql["Find", connection], new { skus = skus.ToArray() }, transaction);
        return rows.ToDictionary(
            r => r.Sku,
            r => new PricedProduct(r.Sku, decimal.Parse(r.Price, CultureInfo.InvariantCulture), r.Active != 0));
    }

    private sealed record Row(string Sku, string Price, long Active);
}

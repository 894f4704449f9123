using System.Data.Common;
using System.Text.Json.Serialization;
using Dapper;
using Hub.Products.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;

namespace Hub.Products.Stock;

/// <summary>
/// Takes the legacy side's changes of stock on hand: what the warehouse receives, and what its own orders take. What is issued
/// here is counted apart, since the legacy side is not told of it.
/// </summary>
internal sealed class StockLevelTarget(ProductsStore store)
    : CopyTarget<CountedStock>(store, Statements, CountedStockJson.Default.CountedStock)
{
    private static readonly SqlFile Statements = SqlFile.Of<StockLevelTarget>();

    protected override async Task<IReadOnlyList<(string Id, CountedStock Content)>> ListAsync(
        DbConnection connection, string after, int limit) =>
        [
            .. (await connection.QueryAsync<Row>(Statements["List"], new { after, limit })).Select(r => (r.Id, r.ToStock())),
        ];

    protected override async Task<CountedStock?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(Statements["Find"], new { id }, transaction))?.ToStock();

    protected override object RowOf(string id, CountedStock content) =>
        new { id, onHand = Thousandths.Of(content.OnHand), asOf = Microseconds.Of(content.AsOf) };

    private sealed record Row(string Id, long OnHand, long AsOf)
    {
        public CountedStock ToStock() => new(Id, Thousandths.ToQuantity(OnHand), Microseconds.ToTime(AsOf));
    }
}

/// <summary>Stock on hand as the legacy side counts it, and links carry it.</summary>
internal sealed record CountedStock(
    string Id, decimal OnHand, [property: JsonConverter(typeof(UtcTime))] DateTimeOffset AsOf);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CountedStock))]
[JsonSerializable(typeof(StockLevel))]
internal sealed partial class CountedStockJson : JsonSerializerContext;

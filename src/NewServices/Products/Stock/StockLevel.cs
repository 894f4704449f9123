using System.ComponentModel;
using System.Data.Common;
using System.Text.Json.Serialization;
using Dapper;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;

namespace Hub.Products.Stock;

/// <summary>What of a product is in stock, as the capability's public contract shows it.</summary>
internal sealed record StockLevel
{
    [Description("The product.")]
    public required string Id { get; init; }

    [Description("How much lies in the warehouse.")]
    public required decimal OnHand { get; init; }

    [JsonConverter(typeof(UtcTime))]
    [Description("When goods last came or left.")]
    public required DateTimeOffset AsOf { get; init; }

    [Description("How much of it reservations hold.")]
    public required decimal Reserved { get; init; }

    [Description("How much can be reserved; below zero where more was ordered than there is.")]
    public required decimal Available { get; init; }

    private static readonly SqlFile Sql = SqlFile.Of<StockLevel>();

    /// <summary>Returns the levels of several products; those that have no stock at all are left out.</summary>
    public static async Task<IReadOnlyDictionary<string, StockLevel>> FindAsync(
        DbConnection connection, IEnumerable<string> skus, DateTimeOffset now, DbTransaction? transaction = null)
    {
        var wanted = new { skus = skus.ToArray(), now = Microseconds.Of(now) };
        var rows = await connection.QueryAsync<Row>(Sql["Find", connection], wanted, transaction);
        return rows.ToDictionary(r => r.Sku, r => r.ToLevel(), StringComparer.Ordinal);
    }

    // By properties: SQLite tells no types of computed columns where there is no row.
    private sealed record Row
    {
        public required string Sku { get; init; }

        public required long OnHand { get; init; }

        public required long AsOf { get; init; }

        public required long Held { get; init; }

        public StockLevel ToLevel() => new()
        {
            Id = Sku,
            OnHand = Thousandths.ToQuantity(OnHand),
            AsOf = Microseconds.ToTime(AsOf),
            Reserved = Held,
            Available = Thousandths.ToQuantity(OnHand) - Held,
        };
    }
}

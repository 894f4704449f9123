using System.Data.Common;
using System.Globalization;
using System.Text.Json.Serialization;
using Dapper;
using Hub.Orders.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Orders.Pricing;

/// <summary>
/// Keeps the service's own copy of what it must know of a product: whether it can be ordered, and for how much.
/// </summary>
internal sealed class ProductPriceTarget(OrdersStore store)
    : CopyTarget<Listing>(store, Statements, ListingJson.Default.Listing)
{
    private static readonly SqlFile Statements = SqlFile.Of<ProductPriceTarget>();

    protected override async Task<IReadOnlyList<(string Id, Listing Content)>> ListAsync(
        DbConnection connection, string after, int limit) =>
        [
            .. (await connection.QueryAsync<Row>(Statements["List"], new { after, limit })).Select(r => (r.Id, r.ToListing())),
        ];

    protected override async Task<Listing?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        (await connection.QuerySingleOrDefaultAsync<Row>(Statements["Find"], new { id }, transaction))?.ToListing();

    protected override object RowOf(string id, Listing content) =>
        new { id, price = content.Price.ToString(CultureInfo.InvariantCulture), active = content.Active ? 1 : 0 };

    private sealed record Row(string Id, string Price, long Active)
    {
        public Listing ToListing() => new(decimal.Parse(Price, CultureInfo.InvariantCulture), Active != 0);
    }
}

/// <summary>The members of a product that matter here; the others are not this service's business.</summary>
internal sealed record Listing(decimal Price, bool Active);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Listing))]
internal sealed partial class ListingJson : JsonSerializerContext;

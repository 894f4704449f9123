using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Reviews.Buying;

/// <summary>An order as far as a review needs it; the other members of an order are not this service's business.</summary>
internal sealed record Purchase(string CustomerId, string Status, IReadOnlyList<PurchaseLine> Lines)
{
    private const string Cancelled = "cancelled";
    private static readonly SqlFile Sql = SqlFile.Of<Purchase>();

    /// <summary>Whether a product was bought by it.</summary>
    public bool IsOf(string productId) => Status != Cancelled && Lines.Any(l => l.Sku == productId);

    /// <summary>Returns what a customer ordered.</summary>
    public static async Task<IReadOnlyList<Purchase>> FindAsync(
        DbConnection connection, DbTransaction transaction, string customerId) =>
        [.. (await connection.QueryAsync<Row>(Sql["OfCustomer"], new { customerId }, transaction)).Select(r => r.ToPurchase())];

    /// <summary>A row of <c>purchases</c>: the products as JSON, since they are read together only.</summary>
    internal sealed record Row(string Id, string CustomerId, string Status, string Skus)
    {
        public static Row Of(string id, Purchase purchase) => new(
            id,
            purchase.CustomerId,
            purchase.Status,
            JsonSerializer.Serialize([.. purchase.Lines.Select(l => l.Sku)], PurchaseJson.Default.StringArray));

        public Purchase ToPurchase() => new(
            CustomerId,
            Status,
            [.. JsonSerializer.Deserialize(Skus, PurchaseJson.Default.StringArray)!.Select(s => new PurchaseLine(s))]);
    }
}

/// <summary>A line of an order.</summary>
internal sealed record PurchaseLine(string Sku);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Purchase))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class PurchaseJson : JsonSerializerContext;

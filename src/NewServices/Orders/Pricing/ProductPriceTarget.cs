using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Threading.Channels;
using Dapper;
using Hub.Orders.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Storage;

namespace Hub.Orders.Pricing;

/// <summary>Keeps the service's own copy of what it must know of a product: whether it can be ordered, and for how much.</summary>
internal sealed class ProductPriceTarget(OrdersStore store) : IChangeTarget
{
    private static readonly SqlFile Sql = SqlFile.Of<ProductPriceTarget>();

    public async Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        var sku = knownKey ?? change.Key;
        PricedProduct? product = null;
        if (change.Kind == ChangeKind.Upsert && !TryRead(change.Content, sku, out product))
            return new ApplyResult(ApplyOutcome.Refused, Key: null, "The content has no price, or does not say whether the product is active.");
        try
        {
            return await store.Database.WriteAsync((c, t) => ApplyAsync(c, t, sku, change.Version, product));
        }
        catch (Exception e) when (e is DbException or IOException or ChannelClosedException)
        {
            throw new ChangeTargetUnavailableException("The orders store cannot be written.", e);
        }
    }

    private static async Task<ApplyResult> ApplyAsync(DbConnection c, DbTransaction t, string sku, long version, PricedProduct? product)
    {
        if (await c.ExecuteAsync(Sql["RaiseVersion"], new { sku, version }, t) == 0)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, sku);
        if (product is null)
            await c.ExecuteAsync(Sql["Delete"], new { sku }, t);
        else
            await c.ExecuteAsync(Sql["Save"], new { sku, price = product.Price.ToString(CultureInfo.InvariantCulture), active = product.Active ? 1 : 0 }, t);
        return new ApplyResult(ApplyOutcome.Applied, sku);
    }

    private static bool TryRead(JsonObject? content, string sku, out PricedProduct? product)
    {
        product = null;
        try
        {
            if (content.Deserialize(ListingJson.Default.Listing) is { } listing)
                product = new PricedProduct(sku, listing.Price, listing.Active);
        }
        catch (JsonException)
        {
            // Said by the answer: there is no more to tell than what is missing.
        }

        return product is not null;
    }
}

/// <summary>The members of a product that matter here; the others are not this service's business.</summary>
internal sealed record Listing(decimal Price, bool Active);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Listing))]
internal sealed partial class ListingJson : JsonSerializerContext;

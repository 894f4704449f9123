using System.Globalization;
using System.Text.Json.Serialization;
using Hub.Orders.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Storage;

namespace Hub.Orders.Pricing;

/// <summary>
/// Keeps the service's own copy of what it must know of a product: whether it can be ordered, and for how much.
/// </summary>
internal sealed class ProductPriceTarget(OrdersStore store)
    : CopyTarget<Listing>(store, SqlFile.Of<ProductPriceTarget>(), ListingJson.Default.Listing)
{
    protected override object RowOf(string id, Listing content) =>
        new { id, price = content.Price.ToString(CultureInfo.InvariantCulture), active = content.Active ? 1 : 0 };
}

/// <summary>The members of a product that matter here; the others are not this service's business.</summary>
internal sealed record Listing(decimal Price, bool Active);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Listing))]
internal sealed partial class ListingJson : JsonSerializerContext;

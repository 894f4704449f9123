using Hub.Products.Applying;
using Hub.Products.Reserving;
using Hub.Products.Stock;
using Hub.Products.Storing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Products;

/// <summary>The products service's front door.</summary>
public static class ProductsRegistration
{
    /// <summary>The record that links keep in step.</summary>
    public static EntityContract Contract { get; } =
        EntityContract.Of(
            "service:products", "products", ProductJson.Default.Product, endpoints => endpoints.MapProducts());

    /// <summary>The stock on hand that links keep in step, and the requests about stock.</summary>
    public static EntityContract Stock { get; } = EntityContract.Of(
        "service:products",
        "stock",
        CountedStockJson.Default.CountedStock,
        endpoints =>
        {
            endpoints.MapStock();
            endpoints.MapReservations();
        });

    /// <summary>
    /// Adds the products service: the hosted side <c>service:products</c>, the targets of the legacy side's changes of
    /// <c>products</c> and <c>stock</c>, and the source of changes of <c>reservations</c>. All are there before any hosted
    /// service starts. Needs a <see cref="DataFolder"/>.
    /// </summary>
    public static IServiceCollection AddProducts(this IServiceCollection services)
    {
        services.AddSingleton<ProductsStore>();
        services.AddSingleton<ProductChangeTarget>();
        services.AddSingleton<StockLevelTarget>();
        services.AddSingleton<ReservationLog>();
        services.AddSingleton<ReservationKeeping>();
        return services.AddNewService<ProductsService>();
    }
}

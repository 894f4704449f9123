using Hub.Products.Applying;
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

    /// <summary>
    /// Adds the products service: the hosted side <c>service:products</c> and the target of the legacy side's changes
    /// of <c>products</c>. Both are there before any hosted service starts. Needs a <see cref="DataFolder"/>.
    /// </summary>
    public static IServiceCollection AddProducts(this IServiceCollection services)
    {
        services.AddSingleton<ProductsStore>();
        services.AddSingleton<ProductChangeTarget>();
        return services.AddNewService<ProductsService>();
    }
}

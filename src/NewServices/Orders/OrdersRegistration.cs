using Hub.Orders.Applying;
using Hub.Orders.Crediting;
using Hub.Orders.LifeCycle;
using Hub.Orders.Placing;
using Hub.Orders.Pricing;
using Hub.Orders.Publishing;
using Hub.Orders.Storing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Orders;

/// <summary>The orders service's front door.</summary>
public static class OrdersRegistration
{
    /// <summary>The record that links keep in step.</summary>
    public static EntityContract Contract { get; } =
        EntityContract.Of(
            "service:orders", "orders", OrderJson.Default.Order, endpoints => endpoints.MapOrders());

    /// <summary>
    /// Adds the orders service: the hosted side <c>service:orders</c>, the source and target of changes of
    /// <c>orders</c>, and the targets of changes of <c>products</c> and <c>customers</c> that keep prices and credit limits. All
    /// are there before any hosted service starts. Needs a <see cref="DataFolder"/>.
    /// </summary>
    public static IServiceCollection AddOrders(this IServiceCollection services, Action<OrdersOptions>? configure = null)
    {
        services.AddOptions<OrdersOptions>().Configure(configure ?? (_ => { })).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<OrdersStore>();
        services.AddSingleton<OrderLog>();
        services.AddSingleton<OrderPlacement>();
        services.AddSingleton<OrderKeeping>();
        services.AddSingleton<OrderChangeTarget>();
        services.AddSingleton<ProductPriceTarget>();
        services.AddSingleton<CreditTermsTarget>();
        return services.AddNewService<OrdersService>();
    }
}

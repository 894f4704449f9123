using Hub.Orders.Applying;
using Hub.Orders.Crediting;
using Hub.Orders.Pricing;
using Hub.Orders.Publishing;
using Hub.Orders.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Orders;

internal sealed class OrdersService(
    IServiceProvider services,
    OrdersStore store,
    OrderLog log,
    OrderChangeTarget target,
    ProductPriceTarget prices,
    CreditTermsTarget terms,
    ILogger<OrdersService> logger)
    : NewService(services, store, logger)
{
    protected override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapOrders();

    protected override void Register(ChangeParties parties)
    {
        parties.Register(Side, "orders", log);
        parties.Register(Side, "orders", target);
        parties.Register(Side, "products", prices);
        parties.Register(Side, "customers", terms);
    }
}

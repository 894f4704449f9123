using Hub.Products.Applying;
using Hub.Products.Reserving;
using Hub.Products.Stock;
using Hub.Products.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Products;

internal sealed class ProductsService(
    IServiceProvider services,
    ProductsStore store,
    ProductChangeTarget target,
    StockLevelTarget levels,
    ReservationLog log,
    ILogger<ProductsService> logger)
    : NewService(services, store, logger)
{
    protected override void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapProducts();
        endpoints.MapStock();
        endpoints.MapReservations();
    }

    protected override void Register(ChangeParties parties)
    {
        parties.Register(Side, "products", target);
        parties.Register(Side, "stock", levels);
        parties.Register(Side, "reservations", log);
    }
}

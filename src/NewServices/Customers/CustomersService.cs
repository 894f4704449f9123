using Hub.Customers.Applying;
using Hub.Customers.Publishing;
using Hub.Customers.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Customers;

internal sealed class CustomersService(
    IServiceProvider services,
    CustomersStore store,
    CustomerLog log,
    CustomerChangeTarget target,
    ILogger<CustomersService> logger)
    : NewService(services, store, logger)
{
    protected override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapCustomers();

    protected override void Register(ChangeParties parties)
    {
        parties.Register(Side, "customers", log);
        parties.Register(Side, "customers", target);
    }
}

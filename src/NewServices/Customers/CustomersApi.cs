using Hub.Customers.Finding;
using Hub.Customers.Keeping;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Customers;

internal static class CustomersApi
{
    public static RouteGroupBuilder MapCustomers(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/customers").WithTags("customers")
            .AddEndpointFilter<StorageOutage>().AddEndpointFilter<QueryFilter>();
        group.MapGet("/{id}", GetCustomer.HandleAsync);
        group.MapGet("/", FindCustomers.HandleAsync).ReadsQuery();
        group.MapPost("/", CreateCustomer.HandleAsync);
        group.MapPut("/{id}", UpdateCustomer.HandleAsync);
        group.MapDelete("/{id}", DeleteCustomer.HandleAsync);
        return group;
    }
}

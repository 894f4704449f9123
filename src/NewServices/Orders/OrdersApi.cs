using Hub.Orders.Finding;
using Hub.Orders.LifeCycle;
using Hub.Orders.Placing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Orders;

internal static class OrdersApi
{
    public static RouteGroupBuilder MapOrders(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api/orders").WithTags("orders")
            .AddEndpointFilter<StorageOutage>().AddEndpointFilter<QueryFilter>();
        group.MapGet("/{id}", FindOrders.GetAsync);
        group.MapGet("/", FindOrders.FindOrListAsync).ReadsQuery();
        group.MapPost("/", PlaceOrderEndpoint.HandleAsync);
        group.MapPost("/{id}/confirm", OrderStepEndpoints.ConfirmAsync);
        group.MapPost("/{id}/ship", OrderStepEndpoints.ShipAsync);
        group.MapPost("/{id}/cancel", OrderStepEndpoints.CancelAsync);
        return group;
    }
}

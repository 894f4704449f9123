using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.Placing;

internal static class PlaceOrderEndpoint
{
    public static async Task<Results<Created<Order>, Problem>> HandleAsync(
        HttpContext context, OrderPlacement placement)
    {
        var errors = new RequestErrors("The order cannot be placed as it was asked for.");
        var (request, fault) = await RequestBody.ReadAsync(context, errors, PlaceOrderReader.Read);
        if (request is null)
            return fault!;

        // The hub's id of the request, so that an answer that got lost can be looked up, on either side.
        var requestId = context.Features.Get<SideRequest>()?.RequestId ?? Guid.NewGuid().ToString();
        var isTrial = DryRunPreference.IsAsked(context.Request);
        if (isTrial)
            DryRunPreference.Apply(context.Response);
        if (await placement.PlaceAsync(request, requestId, errors, isTrial) is not { } order)
            return errors.ToProblem(StatusCodes.Status422UnprocessableEntity);
        context.Response.Headers.ETag = order.Tag;
        return TypedResults.Created($"/api/orders/{Uri.EscapeDataString(order.Id)}", order);
    }
}

using Hub.Platform.Sides;
using Hub.Platform.Sides.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.Placing;

internal static class PlaceOrderEndpoint
{
    public static async Task<Results<Created<Order>, ProblemHttpResult>> HandleAsync(
        HttpContext context, OrderPlacement placement)
    {
        if (await RequestBody.ReadAsync(context) is not { } body)
            return RequestBody.TooLarge;

        var errors = new RequestErrors("The order cannot be placed as it was asked for.");
        if (RequestBody.Parse(body, errors, PlaceOrderReader.Read) is not { } request)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        // The hub's id of the request, so that an answer that got lost can be looked up, on either side.
        var requestId = context.Features.Get<SideRequest>()?.RequestId ?? Guid.NewGuid().ToString();
        return await placement.PlaceAsync(request, requestId, errors) is { } order
            ? TypedResults.Created($"/api/orders/{Uri.EscapeDataString(order.Id)}", order)
            : errors.ToProblem(StatusCodes.Status422UnprocessableEntity);
    }
}

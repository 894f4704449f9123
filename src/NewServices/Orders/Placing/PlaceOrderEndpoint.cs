using System.Buffers;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.Placing;

internal static class PlaceOrderEndpoint
{
    public static async Task<Results<Created<Order>, ProblemHttpResult>> HandleAsync(HttpContext context, OrderPlacement placement)
    {
        if (await ReadBodyAsync(context) is not { } body)
            return TypedResults.Problem(statusCode: StatusCodes.Status413PayloadTooLarge, detail: $"At most {PlaceOrder.LargestBody} bytes are taken.");

        var errors = new RequestErrors();
        if (PlaceOrderReader.Read(body, errors) is not { } request)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        // The hub's id of the request, so that an answer that got lost can be looked up, on either side.
        var requestId = context.Features.Get<SideRequest>()?.RequestId ?? Guid.NewGuid().ToString();
        return await placement.PlaceAsync(request, requestId, errors) is { } order
            ? TypedResults.Created($"/api/orders/{order.Id}", order)
            : errors.ToProblem(StatusCodes.Status422UnprocessableEntity);
    }

    // Not left to the server's own limit: whoever stands in front may have replaced the body it would watch.
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        var reader = context.Request.BodyReader;
        var read = await reader.ReadAtLeastAsync(PlaceOrder.LargestBody + 1, context.RequestAborted);
        var body = read.Buffer.Length > PlaceOrder.LargestBody ? null : read.Buffer.ToArray();
        reader.AdvanceTo(read.Buffer.End);
        return body;
    }
}

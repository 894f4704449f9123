using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.LifeCycle;

internal static class OrderStepEndpoints
{
    public static Task<Results<Ok<Order>, Problem>> ConfirmAsync(string id, HttpContext context, OrderKeeping keeping) =>
        StepAsync(id, context, keeping, OrderStatus.Released);

    public static Task<Results<Ok<Order>, Problem>> ShipAsync(string id, HttpContext context, OrderKeeping keeping) =>
        StepAsync(id, context, keeping, OrderStatus.Shipped);

    public static Task<Results<Ok<Order>, Problem>> CancelAsync(string id, HttpContext context, OrderKeeping keeping) =>
        StepAsync(id, context, keeping, OrderStatus.Cancelled);

    private static async Task<Results<Ok<Order>, Problem>> StepAsync(
        string id, HttpContext context, OrderKeeping keeping, OrderStatus wanted)
    {
        var (written, refused) = await keeping.StepAsync(context, id, wanted);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = written!.Tag;
        return TypedResults.Ok(written);
    }
}

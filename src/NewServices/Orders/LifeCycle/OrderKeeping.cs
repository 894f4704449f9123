using Hub.Orders.Publishing;
using Hub.Orders.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Orders.LifeCycle;

/// <summary>Brings orders to their next status: each looked up, decided, kept and logged in one transaction.</summary>
internal sealed class OrderKeeping(OrdersStore store, OrderLog log) : RecordKeeping(store, log)
{
    /// <summary>Brings an order to a status, where the preconditions hold; one that has it already stays as it is.</summary>
    public Task<Written<Order>> StepAsync(HttpContext context, string id, OrderStatus wanted) =>
        WriteAsync(context, async write =>
        {
            if (await OrderRow.FindAsync(write.Connection, id, write.Transaction) is not { } existing)
                return new Problem(StatusCodes.Status404NotFound, "There is no order of that id.");
            if ((FindUnmet(context.Request.Headers, existing.Tag) ?? OrderSteps.Refuse(existing, wanted)) is { } refused)
                return refused;
            if (existing.Status == wanted)
                return existing;
            var next = existing with { Status = wanted };
            await OrderRow.SaveAsync(write.Connection, write.Transaction, next);
            await write.LogAsync(next, OrderJson.Default.Order);
            return (Written<Order>)next;
        });
}

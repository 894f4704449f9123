using Hub.Orders.Storing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.Finding;

internal static class FindOrders
{
    public static async Task<Results<Ok<Order>, ProblemHttpResult>> GetAsync(string id, OrdersStore store)
    {
        var order = await store.Database.ReadAsync(c => OrderRow.FindAsync(c, id));
        return order is null
            ? TypedResults.Problem(statusCode: StatusCodes.Status404NotFound, detail: "There is no order of that id.")
            : TypedResults.Ok(order);
    }

    public static async Task<Results<Ok<FoundOrders>, ValidationProblem>> FindAsync(string? externalReference, OrdersStore store)
    {
        if (string.IsNullOrEmpty(externalReference))
            return TypedResults.ValidationProblem([new("externalReference", ["is required"])]);

        var order = await store.Database.ReadAsync(c => OrderRow.FindByReferenceAsync(c, externalReference));
        return TypedResults.Ok(new FoundOrders(order is null ? [] : [order]));
    }
}

/// <summary>At most one order here; the contract allows the legacy side more.</summary>
internal sealed record FoundOrders(IReadOnlyList<Order> Items);

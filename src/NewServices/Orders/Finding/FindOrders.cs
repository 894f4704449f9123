using Hub.Orders.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.Finding;

internal static class FindOrders
{
    private const int LongestReference = 64;

    public static async Task<Results<Ok<Order>, Problem>> GetAsync(string id, OrdersStore store)
    {
        var order = await store.Database.ReadAsync(c => OrderRow.FindAsync(c, id));
        return order is null
            ? new Problem(StatusCodes.Status404NotFound, "There is no order of that id.")
            : TypedResults.Ok(order);
    }

    public static async Task<Results<Ok<FoundOrders>, Problem>> FindAsync(HttpRequest request, OrdersStore store)
    {
        var errors = new RequestErrors();
        var externalReference = new QueryParameters(request, errors, "externalReference").Text(
            "externalReference", LongestReference, required: true);
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var order = await store.Database.ReadAsync(c => OrderRow.FindByReferenceAsync(c, externalReference!));
        return TypedResults.Ok(new FoundOrders(order is null ? [] : [order]));
    }
}

/// <summary>At most one order here; the contract allows the legacy side more.</summary>
internal sealed record FoundOrders(IReadOnlyList<Order> Items);

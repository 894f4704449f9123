using Hub.Orders.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.Finding;

internal static class FindOrders
{
    private const int LongestReference = 64;
    private const string ExternalReference = "externalReference";

    public static async Task<Results<Ok<Order>, StatusCodeHttpResult, Problem>> GetAsync(
        string id, HttpContext context, OrdersStore store)
    {
        if (await store.Database.ReadAsync(c => OrderRow.FindAsync(c, id)) is not { } order)
            return new Problem(StatusCodes.Status404NotFound, "There is no order of that id.");
        var tag = order.Tag;
        context.Response.Headers.ETag = tag;
        return EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(order);
    }

    /// <summary>Finds the order of an external reference, where one is given, and lists orders otherwise.</summary>
    public static async Task<IResult> FindOrListAsync(HttpRequest request, OrdersStore store) =>
        request.Query.ContainsKey(ExternalReference)
            ? (await FindAsync(request, store)).Result
            : (await ListOrders.HandleAsync(request, store)).Result;

    private static async Task<Results<Ok<FoundOrders>, Problem>> FindAsync(HttpRequest request, OrdersStore store)
    {
        var errors = new RequestErrors();
        var externalReference = new QueryParameters(request, errors, ExternalReference).Text(
            ExternalReference, LongestReference, required: true);
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var order = await store.Database.ReadAsync(c => OrderRow.FindByReferenceAsync(c, externalReference!));
        return TypedResults.Ok(new FoundOrders(order is null ? [] : [order]));
    }
}

/// <summary>At most one order here; the contract allows the legacy side more.</summary>
internal sealed record FoundOrders(IReadOnlyList<Order> Items);

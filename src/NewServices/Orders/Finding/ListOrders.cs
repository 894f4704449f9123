using System.Text.Json.Serialization;
using Dapper;
using Hub.Orders.Placing;
using Hub.Orders.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Orders.Finding;

/// <summary>
/// Lists orders page by page. A page begins behind an order, which both sides know by its id: so a caller who turns pages during
/// a shift goes on where the page before ended.
/// </summary>
internal sealed class ListOrders
{
    /// <summary>What the list can be sorted by, the usual order first.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["-placedAt", "placedAt"];

    /// <summary>The parameters.</summary>
    public static readonly IReadOnlyList<string> Parameters =
        ["customerId", "status", "placedFrom", "placedUntil", "sort", "after", "limit"];

    private const int UsualPage = 50;
    private const int LargestPage = 200;
    private const int LongestId = 40;
    private static readonly SqlFile Sql = SqlFile.Of<ListOrders>();

    public static async Task<Results<Ok<OrderPage>, Problem>> HandleAsync(HttpRequest request, OrdersStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(request, errors, Parameters);
        var sort = query.Text("sort") ?? Sorts[0];
        if (!Sorts.Contains(sort, StringComparer.Ordinal))
            query.Wrong("sort", $"must be {string.Join(" or ", Sorts)}");
        var limit = query.Limit(UsualPage, LargestPage);
        var (after, wanted) = (query.Text("after", LongestId), new
        {
            customerId = query.Text("customerId", PlaceOrder.LongestCustomerId),
            status = query.Value<OrderStatus>("status")?.ToString(),
            placedFrom = Time(query, "placedFrom"),
            placedUntil = Time(query, "placedUntil"),
        });
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var (rows, isKnown) = await store.Database.ReadAsync(async c =>
        {
            if (after is not null && await OrderRow.FindAsync(c, after) is null)
                return ([], false);
            var found = await c.QueryAsync<OrderRow>(Sql[$"By {sort}"], new
            {
                wanted.customerId, wanted.status, wanted.placedFrom, wanted.placedUntil, after, limit = limit + 1,
            });
            return (found.AsList(), true);
        });
        if (!isKnown)
        {
            query.Wrong("after", "must be the id of an order, the 'next' of the page before");
            return errors.ToProblem(StatusCodes.Status400BadRequest);
        }

        var page = rows.Take(limit).Select(r => r.ToOrder()).ToList();
        return TypedResults.Ok(new OrderPage(page, rows.Count > limit ? page[^1].Id : null));
    }

    private static long? Time(QueryParameters query, string name) =>
        query.Value(name, ContractTime.Find, ContractTime.Expected) is { } time ? Microseconds.Of(time) : null;
}

/// <summary>A page of orders.</summary>
/// <param name="Items">The orders, sorted as asked for.</param>
/// <param name="Next">What <c>after</c> is for the next page; null where this is the last one.</param>
internal sealed record OrderPage(
    IReadOnlyList<Order> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);

using Dapper;
using Hub.Products.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Products.Finding;

internal sealed class FindProducts
{
    /// <summary>What the list can be sorted by, the usual order first.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["id", "-id"];

    private const int LargestPage = 200;
    private const int UsualPage = 50;
    private const int LongestId = 12;
    private static readonly SqlFile Sql = SqlFile.Of<FindProducts>();

    public static async Task<Results<Ok<Product>, Problem>> GetAsync(string id, ProductsStore store)
    {
        var row = await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<ProductRow>(Sql["Get"], new { id }));
        return row is null
            ? new Problem(StatusCodes.Status404NotFound, "There is no product of that id.")
            : TypedResults.Ok(row.ToProduct());
    }

    public static async Task<Results<Ok<ProductPage>, Problem>> ListAsync(HttpRequest request, ProductsStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(request, errors, "after", "limit", "active", "sort");
        var (after, count) = (query.Text("after", LongestId), query.Limit(UsualPage, LargestPage));
        var (active, sort) = (query.Flag("active"), query.Text("sort") ?? Sorts[0]);
        if (!Sorts.Contains(sort, StringComparer.Ordinal))
            query.Wrong("sort", $"must be {string.Join(" or ", Sorts)}");
        if (after is { Length: 0 })
            query.Wrong("after", "must not be empty; leave it out for the first page");
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(c =>
            c.QueryAsync<ProductRow>(
                Sql[$"By {sort}"], new { after, limit = count, active = active is { } wanted ? wanted ? 1 : 0 : (long?)null }));
        return TypedResults.Ok(new ProductPage([.. rows.Select(r => r.ToProduct())]));
    }
}

/// <summary>Products in the order of their ids.</summary>
internal sealed record ProductPage(IReadOnlyList<Product> Items);

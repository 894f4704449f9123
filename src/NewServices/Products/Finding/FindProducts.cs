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
        var query = new QueryParameters(request, errors, "after", "limit");
        var (after, count) = (query.Text("after", LongestId), query.Limit(UsualPage, LargestPage));
        if (after is { Length: 0 })
            query.Wrong("after", "must not be empty; leave it out for the first page");
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(c =>
            c.QueryAsync<ProductRow>(Sql["List"], new { after = after ?? "", limit = count }));
        return TypedResults.Ok(new ProductPage([.. rows.Select(r => r.ToProduct())]));
    }
}

/// <summary>Products in the order of their ids.</summary>
internal sealed record ProductPage(IReadOnlyList<Product> Items);

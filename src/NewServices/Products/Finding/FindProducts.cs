using System.Globalization;
using Dapper;
using Hub.Platform.Problems;
using Hub.Platform.Sides.Requests;
using Hub.Platform.Storage;
using Hub.Products.Storing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Products.Finding;

internal sealed class FindProducts
{
    private const int LargestPage = 200;
    private const int UsualPage = 50;
    private static readonly SqlFile Sql = SqlFile.Of<FindProducts>();

    public static async Task<Results<Ok<Product>, Problem>> GetAsync(string id, ProductsStore store)
    {
        var row = await store.Database.ReadAsync(c => c.QuerySingleOrDefaultAsync<ProductRow>(Sql["Get"], new { id }));
        return row is null
            ? new Problem(StatusCodes.Status404NotFound, "There is no product of that id.")
            : TypedResults.Ok(row.ToProduct());
    }

    // The limit is bound as text: a binding that fails would answer without a body.
    public static async Task<Results<Ok<ProductPage>, Problem>> ListAsync(
        string? after, string? limit, ProductsStore store)
    {
        var count = UsualPage;
        var errors = new RequestErrors();
        if (limit is not null
            && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out count)
                && count is >= 1 and <= LargestPage))
            errors.Add("query.limit", $"must be an integer from 1 to {LargestPage}");
        if (after is not null && !UnicodeText.IsXml(after))
            errors.Add("query.after", "has a character that XML cannot carry");
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(c =>
            c.QueryAsync<ProductRow>(Sql["List"], new { after = after ?? "", limit = count }));
        return TypedResults.Ok(new ProductPage([.. rows.Select(r => r.ToProduct())]));
    }
}

/// <summary>Products in the order of their ids.</summary>
internal sealed record ProductPage(IReadOnlyList<Product> Items);

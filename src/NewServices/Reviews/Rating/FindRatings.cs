using Dapper;
using Hub.Reviews.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Reviews.Rating;

internal sealed class FindRatings
{
    private const int MostProducts = 50;
    private static readonly SqlFile Sql = SqlFile.Of<FindRatings>();

    /// <summary>Returns one product's rating; with a count of 0 where nobody has reviewed the product.</summary>
    public static async Task<Ok<ProductRating>> GetAsync(string id, ReviewsStore store) =>
        TypedResults.Ok((await FindAsync(store, [id]))[0]);

    /// <summary>Returns the ratings of several products: <c>?id=P-2001,P-2002</c>.</summary>
    public static async Task<Results<Ok<ProductRatings>, Problem>> ListAsync(HttpRequest request, ReviewsStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(request, errors, "id");
        var ids = query.Text("id", required: true)?.Split(',').Distinct(StringComparer.Ordinal).ToArray() ?? [];
        if (ids.Length > MostProducts)
            query.Wrong("id", $"has {ids.Length} ids, at most {MostProducts} are allowed");
        else if (ids.Any(i => i.Length is 0 or > Review.LongestId))
            query.Wrong("id", "must be ids of products separated by commas, as in P-2001,P-2002");
        return errors.Any
            ? errors.ToProblem(StatusCodes.Status400BadRequest)
            : TypedResults.Ok(new ProductRatings(await FindAsync(store, ids)));
    }

    private static async Task<IReadOnlyList<ProductRating>> FindAsync(ReviewsStore store, string[] ids)
    {
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<Row>(Sql["Find", c], new { ids }));
        var tallies = rows.ToLookup(r => r.Id, r => (r.Stars, r.Reviews), StringComparer.Ordinal);
        return [.. ids.Select(id => ProductRating.Of(id, tallies[id]))];
    }

    private sealed record Row(string Id, long Stars, long Reviews);
}

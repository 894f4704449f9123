using System.Globalization;
using System.Text.Json.Serialization;
using Dapper;
using Hub.Reviews.Storing;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Reviews.Finding;

internal sealed class FindReviews
{
    /// <summary>What the list can be sorted by, the usual order first.</summary>
    public static readonly IReadOnlyList<string> Sorts = ["-writtenAt", "writtenAt", "-rating", "rating"];

    private const int LongestReference = 64;
    private static readonly SqlFile Sql = SqlFile.Of<FindReviews>();

    public static async Task<Results<Ok<Review>, StatusCodeHttpResult, Problem>> GetAsync(
        string id, HttpContext context, ReviewsStore store)
    {
        if (await store.Database.ReadAsync(c => ReviewRow.FindAsync(c, id)) is not { } review)
            return ReviewProblems.NotFound(id);
        context.Response.Headers.ETag = review.Tag;
        return EntityTag.IsKnown(context.Request.Headers.IfNoneMatch, review.Tag)
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : TypedResults.Ok(review);
    }

    public static async Task<Results<Ok<ReviewPage>, Problem>> ListAsync(HttpRequest request, ReviewsStore store)
    {
        var errors = new RequestErrors();
        var query = new QueryParameters(
            request, errors, ["productId", "customerId", "rating", "externalReference", .. SortedPage.Parameters]);
        var page = SortedPage.Read(query, Sorts);
        var wanted = new
        {
            productId = query.Text("productId", Review.LongestId),
            customerId = query.Text("customerId", Review.LongestId),
            rating = Stars(query),
            externalReference = query.Text("externalReference", LongestReference),
            id = page.After?.Id,
            value = page.After?.Value,
            limit = page.Limit + 1,
        };
        if (errors.Any)
            return errors.ToProblem(StatusCodes.Status400BadRequest);

        var rows = await store.Database.ReadAsync(async c =>
            (await c.QueryAsync<ReviewRow>(Sql[$"By {page.Sort}"], wanted)).AsList());
        var next = page.NextOf(
            rows, r => page.Sort.EndsWith("rating", StringComparison.Ordinal) ? r.Rating : r.WrittenAt, r => r.Id);
        return TypedResults.Ok(new ReviewPage([.. rows.Take(page.Limit).Select(r => r.ToReview())], next));
    }

    private static long? Stars(QueryParameters query)
    {
        if (query.Text("rating") is not { } text)
            return null;
        if (text is [>= '1' and <= '5'])
            return long.Parse(text, CultureInfo.InvariantCulture);
        query.Wrong("rating", $"must be an integer from 1 to {Review.MostStars}");
        return null;
    }
}

/// <summary>A page of reviews.</summary>
/// <param name="Items">The reviews, sorted as asked for.</param>
/// <param name="Next">What <c>after</c> is for the next page; null where this is the last one.</param>
internal sealed record ReviewPage(
    IReadOnlyList<Review> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Next = null);

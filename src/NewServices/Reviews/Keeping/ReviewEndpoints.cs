using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Hub.Reviews.Keeping;

internal static class ReviewEndpoints
{
    public static async Task<Results<Created<Review>, Problem>> MakeAsync(HttpContext context, ReviewKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, ReviewProblems.NoErrors(), AskedReview.ReadNew);
        if (asked is null)
            return fault!;
        var (review, refused) = await keeping.MakeAsync(context, asked);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = review!.Tag;
        return TypedResults.Created($"/api/reviews/{Uri.EscapeDataString(review.Id)}", review);
    }

    public static async Task<Results<Ok<Review>, Problem>> ChangeAsync(string id, HttpContext context, ReviewKeeping keeping)
    {
        var (asked, fault) = await RequestBody.ReadAsync(context, ReviewProblems.NoErrors(), AskedReview.ReadChanged);
        if (asked is null)
            return fault!;
        var (review, refused) = await keeping.ChangeAsync(context, id, asked);
        if (refused is not null)
            return refused;
        context.Response.Headers.ETag = review!.Tag;
        return TypedResults.Ok(review);
    }

    public static async Task<Results<NoContent, Problem>> DeleteAsync(string id, HttpContext context, ReviewKeeping keeping) =>
        await keeping.DeleteAsync(context, id) is { Refused: { } refused } ? refused : TypedResults.NoContent();
}

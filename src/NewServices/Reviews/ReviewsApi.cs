using Hub.Reviews.Finding;
using Hub.Reviews.Keeping;
using Hub.Reviews.Rating;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Reviews;

internal static class ReviewsApi
{
    public static RouteGroupBuilder MapReviews(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/api").WithTags("reviews")
            .AddEndpointFilter<StorageOutage>().AddEndpointFilter<QueryFilter>();
        group.MapGet("/reviews/{id}", FindReviews.GetAsync).Describes(ReviewsContract.Get);
        group.MapGet("/reviews", FindReviews.ListAsync).ReadsQuery().Describes(ReviewsContract.List);
        group.MapPost("/reviews", ReviewEndpoints.MakeAsync).Describes(ReviewsContract.Make);
        group.MapPut("/reviews/{id}", ReviewEndpoints.ChangeAsync).Describes(ReviewsContract.Change);
        group.MapDelete("/reviews/{id}", ReviewEndpoints.DeleteAsync).Describes(ReviewsContract.Delete);
        group.MapGet("/ratings/{id}", FindRatings.GetAsync).Describes(ReviewsContract.Rating);
        group.MapGet("/ratings", FindRatings.ListAsync).ReadsQuery().Describes(ReviewsContract.Ratings);
        return group;
    }
}

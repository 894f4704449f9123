using Hub.Reviews.Buying;
using Hub.Reviews.Publishing;
using Hub.Reviews.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Hub.Reviews;

internal sealed class ReviewsService(
    IServiceProvider services, ReviewsStore store, ReviewLog log, PurchaseTarget purchases, ILogger<ReviewsService> logger)
    : NewService(services, store, logger)
{
    protected override void Map(IEndpointRouteBuilder endpoints) => endpoints.MapReviews();

    protected override void Register(ChangeParties parties)
    {
        parties.Register(Side, "reviews", log);
        parties.Register(Side, "orders", purchases);
    }
}

using Hub.Reviews.Buying;
using Hub.Reviews.Keeping;
using Hub.Reviews.Publishing;
using Hub.Reviews.Storing;
using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Reviews;

/// <summary>The reviews service's front door.</summary>
public static class ReviewsRegistration
{
    /// <summary>The record of the service and the requests that it answers.</summary>
    public static EntityContract Contract { get; } =
        EntityContract.Of("service:reviews", "reviews", ReviewJson.Default.Review, endpoints => endpoints.MapReviews());

    /// <summary>
    /// Adds the reviews service: the hosted side <c>service:reviews</c>, the source of changes of <c>reviews</c>, and the target
    /// of changes of <c>orders</c> that tells who bought what. All are there before any hosted service starts. Needs a
    /// <see cref="DataFolder"/>.
    /// </summary>
    public static IServiceCollection AddReviews(this IServiceCollection services)
    {
        services.AddSingleton<ReviewsStore>();
        services.AddSingleton<ReviewLog>();
        services.AddSingleton<ReviewKeeping>();
        services.AddSingleton<PurchaseTarget>();
        return services.AddNewService<ReviewsService>();
    }
}

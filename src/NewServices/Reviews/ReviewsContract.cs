using Hub.Reviews.Finding;
using Hub.Reviews.Keeping;
using Hub.Reviews.Rating;
using Hub.ServiceKit.Hosting;

namespace Hub.Reviews;

/// <summary>What the endpoints take and answer, for the public contract, with examples.</summary>
internal static class ReviewsContract
{
    private static readonly ReviewJson Json = ReviewJson.Default;

    private static readonly Review Example = new()
    {
        Id = "R-1001",
        ProductId = "P-2005",
        CustomerId = "C-1001",
        Rating = 4,
        Title = "Holds what it promises",
        Text = "The thread is clean, and the box was full.",
        WrittenAt = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
        ChangedAt = new(2026, 11, 2, 9, 30, 0, TimeSpan.Zero),
    };

    private static readonly AskedReview Asked =
        new(Example.ProductId, Example.CustomerId, Example.Rating, Example.Title, Example.Text);

    private static readonly ProductRating ExampleRating = ProductRating.Of("P-2005", [(4, 2), (5, 1)]);

    private static readonly KeyValuePair<int, string> NotFound = new(404, "There is no such review.");

    public static EndpointContract Get { get; } = new(200, "The review.")
    {
        Answer = ContractSchema.Of(Json.Review, Example), Tagged = true, Refusals = [NotFound],
    };

    public static EndpointContract List { get; } = new(200, "A page of reviews; 'next' is where the next one begins.")
    {
        Answer = ContractSchema.Of(Json.ReviewPage, new ReviewPage([Example])),
        Query =
        [
            new("productId", ContractSchema.Text("Only reviews of this product.", "P-2005")),
            new("customerId", ContractSchema.Text("Only reviews by this customer.", "C-1001")),
            new("rating", ContractSchema.Integer("Only reviews with so many stars.", 1, Review.MostStars)),
            new("externalReference", ContractSchema.Text("The review that a request made.", "0HN7K1V0PVL2A:00000001")),
            .. ContractSchema.Page(FindReviews.Sorts),
        ],
    };

    public static EndpointContract Make { get; } = new(201, "The review, as it was made.")
    {
        Body = ContractSchema.Of(Json.AskedReview, Asked),
        Answer = ContractSchema.Of(Json.Review, Example),
        Tagged = true,
        Refusals =
        [
            new(409, "The customer has reviewed the product already."),
            new(422, "The customer has not bought the product."),
        ],
    };

    public static EndpointContract Change { get; } = new(200, "The review, as it is now.")
    {
        Body = ContractSchema.Of(Json.AskedReview, Asked with { Rating = 5 }),
        Answer = ContractSchema.Of(Json.Review, Example with { Rating = 5 }),
        Tagged = true,
        Refusals = [NotFound, new(422, "The product or the customer would change.")],
    };

    public static EndpointContract Delete { get; } = new(204, "The review is gone.") { Tagged = true, Refusals = [NotFound] };

    public static EndpointContract Rating { get; } = new(200, "The rating by all reviews of the product.")
    {
        Answer = ContractSchema.Of(Json.ProductRating, ExampleRating),
    };

    public static EndpointContract Ratings { get; } = new(200, "The ratings, in the order of the ids.")
    {
        Answer = ContractSchema.Of(Json.ProductRatings, new ProductRatings([ExampleRating])),
        Query = [new("id", ContractSchema.Text("The ids of up to 50 products, separated by commas.", "P-2005,P-2006"))],
    };
}

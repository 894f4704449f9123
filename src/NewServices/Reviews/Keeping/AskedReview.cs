using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Requests;

namespace Hub.Reviews.Keeping;

/// <summary>A review as a caller writes it; within the contract's limits.</summary>
internal sealed record AskedReview(
    [property: Description("The product; it cannot be changed later.")] string ProductId,
    [property: Description("The customer who bought it; cannot be changed later.")] string CustomerId,
    [property: Range(1, Review.MostStars)] int Rating,
    [property: StringLength(Review.LongestTitle), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? Title = null,
    [property: StringLength(Review.LongestText), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    string? Text = null)
{
    // What the service itself sets; whoever read a review may send it back with them.
    private static readonly string[] Own = ["id", "writtenAt", "changedAt", "externalReference"];
    private static readonly string[] Members = ["productId", "customerId", "rating", "title", "text"];

    /// <summary>Reads a review yet to be made; what is wrong is noted.</summary>
    public static AskedReview ReadNew(JsonElement element, RequestErrors errors) =>
        Read(new JsonMembers(element, "", errors, Members));

    /// <summary>Reads a review as it was read before and then changed.</summary>
    public static AskedReview ReadChanged(JsonElement element, RequestErrors errors) =>
        Read(new JsonMembers(element, "", errors, [.. Members, .. Own]));

    private static AskedReview Read(JsonMembers review) => new(
        review.Line("productId", Review.LongestId, required: true)?.Trim(' ') ?? "",
        review.Line("customerId", Review.LongestId, required: true)?.Trim(' ') ?? "",
        review.Integer("rating", Review.MostStars),
        review.Line("title", Review.LongestTitle),
        review.Text("text", Review.LongestText));
}

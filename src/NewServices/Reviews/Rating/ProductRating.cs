using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hub.Reviews.Rating;

/// <summary>The rating of a product by all of its reviews.</summary>
internal sealed record ProductRating(
    [property: Description("The product's id.")] string Id,
    [property: Description("How many reviews there are.")] long Count,
    [property: Description("How many reviews gave one star, two … five.")] IReadOnlyList<long> Stars)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The mean of the stars, rounded to two decimals; absent without a review.")]
    public decimal? Average => Count == 0
        ? null
        : Math.Round((decimal)Stars.Index().Sum(s => (s.Index + 1) * s.Item) / Count, 2, MidpointRounding.AwayFromZero);

    /// <summary>Returns the rating by the tally of one product.</summary>
    public static ProductRating Of(string id, IEnumerable<(long Stars, long Reviews)> tally)
    {
        var stars = new long[Review.MostStars];
        foreach (var (given, reviews) in tally)
            stars[given - 1] = reviews;
        return new ProductRating(id, stars.Sum(), stars);
    }
}

/// <summary>The ratings of several products, in the order they were asked for.</summary>
internal sealed record ProductRatings(IReadOnlyList<ProductRating> Items);

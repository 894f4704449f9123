using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;

namespace Hub.Reviews;

/// <summary>A review of a product as the capability's public contract shows it.</summary>
internal sealed record Review : IServiceRecord<Review>
{
    public const int MostStars = 5;
    public const int LongestId = 40;
    public const int LongestTitle = 120;
    public const int LongestText = 4000;

    public required string Id { get; init; }

    public required string ProductId { get; init; }

    [Description("The customer who bought the product.")]
    public required string CustomerId { get; init; }

    [Range(1, MostStars)]
    [Description("Stars, from 1 to 5.")]
    public required int Rating { get; init; }

    [StringLength(LongestTitle)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Title { get; init; }

    [StringLength(LongestText)]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Text { get; init; }

    [JsonConverter(typeof(UtcTime))]
    public required DateTimeOffset WrittenAt { get; init; }

    [JsonConverter(typeof(UtcTime))]
    [Description("When it was last changed; equal to writtenAt where it never was.")]
    public required DateTimeOffset ChangedAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The id of the request that wrote it.")]
    public string? ExternalReference { get; init; }

    /// <summary>The entity tag.</summary>
    [JsonIgnore]
    public string Tag => EntityTag.Of(JsonSerializer.SerializeToElement(this, ReviewJson.Default.Review));

    string IServiceRecord<Review>.CohortKey => CustomerId;

    public Review Named(string id, string? externalReference) => this with { Id = id, ExternalReference = externalReference };

    public bool Says(Review other) => this == other;
}

/// <summary>The contract as the log carries it: strict, since a member we do not know would be lost here.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(Finding.ReviewPage))]
[JsonSerializable(typeof(Keeping.AskedReview))]
[JsonSerializable(typeof(Rating.ProductRating))]
[JsonSerializable(typeof(Rating.ProductRatings))]
internal sealed partial class ReviewJson : JsonSerializerContext;

using System.Data.Common;
using Dapper;
using Hub.ServiceKit.Storage;

namespace Hub.Reviews.Storing;

/// <summary>A row of <c>reviews</c>.</summary>
internal sealed record ReviewRow(
    string Id, string ProductId, string CustomerId, long Rating, string? Title, string? Text, long WrittenAt, long ChangedAt,
    string ExternalReference)
{
    private static readonly SqlFile Sql = SqlFile.Of<ReviewRow>();

    public static async Task<Review?> FindAsync(DbConnection connection, string id, DbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<ReviewRow>(Sql["Get"], new { id }, transaction))?.ToReview();

    public static async Task<Review?> FindByReferenceAsync(
        DbConnection connection, string externalReference, DbTransaction transaction) =>
        (await connection.QuerySingleOrDefaultAsync<ReviewRow>(Sql["GetByReference"], new { externalReference }, transaction))
            ?.ToReview();

    /// <summary>Returns a customer's review of a product, or null.</summary>
    public static async Task<Review?> FindAsync(
        DbConnection connection, string productId, string customerId, DbTransaction transaction) =>
        (await connection.QuerySingleOrDefaultAsync<ReviewRow>(Sql["GetOf"], new { productId, customerId }, transaction))
            ?.ToReview();

    /// <summary>Makes or replaces a review.</summary>
    public static Task SaveAsync(DbConnection connection, DbTransaction transaction, Review review) =>
        connection.ExecuteAsync(Sql["Save"], Of(review), transaction);

    public static Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id) =>
        connection.ExecuteAsync(Sql["Delete"], new { id }, transaction);

    public Review ToReview() => new()
    {
        Id = Id,
        ProductId = ProductId,
        CustomerId = CustomerId,
        Rating = (int)Rating,
        Title = Title,
        Text = Text,
        WrittenAt = Microseconds.ToTime(WrittenAt),
        ChangedAt = Microseconds.ToTime(ChangedAt),
        ExternalReference = ExternalReference,
    };

    private static ReviewRow Of(Review review) => new(
        review.Id,
        review.ProductId,
        review.CustomerId,
        review.Rating,
        review.Title,
        review.Text,
        Microseconds.Of(review.WrittenAt),
        Microseconds.Of(review.ChangedAt),
        review.ExternalReference!);
}

using Dapper;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Storage;

namespace Hub.Reviews.Rating;

/// <summary>
/// Counts the stars of each product as reviews are written, changed and deleted: in the transaction that logs the change, so that
/// a rating is never behind the reviews.
/// </summary>
internal sealed class RatingTally
{
    private static readonly SqlFile Sql = SqlFile.Of<RatingTally>();

    /// <summary>Counts one change of a review.</summary>
    /// <param name="write">The write that changes it.</param>
    /// <param name="before">The review as it was; null where it is new.</param>
    /// <param name="after">The review as it is now; null where it is deleted.</param>
    public static async Task CountAsync(RecordWrite write, Review? before, Review? after)
    {
        if (before is not null)
            await AddAsync(write, before, -1);
        if (after is not null)
            await AddAsync(write, after, 1);
    }

    private static Task AddAsync(RecordWrite write, Review review, int by) => write.Connection.ExecuteAsync(
        Sql["Add"], new { review.ProductId, stars = (long)review.Rating, by = (long)by }, write.Transaction);
}

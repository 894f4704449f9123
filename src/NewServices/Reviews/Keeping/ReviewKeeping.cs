using System.Globalization;
using Hub.Reviews.Buying;
using Hub.Reviews.Publishing;
using Hub.Reviews.Rating;
using Hub.Reviews.Storing;
using Hub.ServiceKit.Keeping;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;

namespace Hub.Reviews.Keeping;

/// <summary>Writes, changes and deletes reviews: each looked up, decided, kept, counted and logged in one transaction.</summary>
internal sealed class ReviewKeeping(ReviewsStore store, ReviewLog log, TimeProvider clock) : RecordKeeping(store, log)
{
    private const long FirstNumber = 1001;

    /// <summary>
    /// Writes a review. The same request id gives the same review again, since a request that is tried once more must not be
    /// refused for its own success.
    /// </summary>
    public Task<Written<Review>> MakeAsync(HttpContext context, AskedReview asked) =>
        WriteAsync(context, async write =>
        {
            var (c, t) = (write.Connection, write.Transaction);
            if (await ReviewRow.FindByReferenceAsync(c, write.Reference, t) is { } made)
                return made;
            if (ReviewRules.RefuseNew(
                asked,
                await ReviewRow.FindAsync(c, asked.ProductId, asked.CustomerId, t),
                await Purchase.FindAsync(c, t, asked.CustomerId)) is { } refused)
                return refused;
            var (number, now) = (await NextNumberAsync(write, "review number", FirstNumber), Now());
            var review = new Review
            {
                Id = string.Create(CultureInfo.InvariantCulture, $"R-{number}"),
                ProductId = asked.ProductId,
                CustomerId = asked.CustomerId,
                Rating = asked.Rating,
                Title = asked.Title,
                Text = asked.Text,
                WrittenAt = now,
                ChangedAt = now,
                ExternalReference = write.Reference,
            };
            await KeepAsync(write, null, review);
            return (Written<Review>)review;
        });

    /// <summary>Changes a review, where the preconditions hold; one that says nothing new is no change.</summary>
    public Task<Written<Review>> ChangeAsync(HttpContext context, string id, AskedReview asked) =>
        WriteAsync(context, async write =>
        {
            if (await ReviewRow.FindAsync(write.Connection, id, write.Transaction) is not { } existing)
                return ReviewProblems.NotFound(id);
            if ((FindUnmet(context.Request.Headers, existing.Tag) ?? ReviewRules.RefuseChange(asked, existing)) is { } refused)
                return refused;
            var changed = existing with { Rating = asked.Rating, Title = asked.Title, Text = asked.Text };
            if (changed.Says(existing))
                return existing;
            changed = changed with { ChangedAt = Now() };
            await KeepAsync(write, existing, changed);
            return (Written<Review>)changed;
        });

    /// <summary>Deletes a review, where the preconditions hold.</summary>
    public Task<Written<Review>> DeleteAsync(HttpContext context, string id) =>
        WriteAsync(context, async write =>
        {
            if (await ReviewRow.FindAsync(write.Connection, id, write.Transaction) is not { } existing)
                return ReviewProblems.NotFound(id);
            if (FindUnmet(context.Request.Headers, existing.Tag) is { } refused)
                return refused;
            await ReviewRow.DeleteAsync(write.Connection, write.Transaction, id);
            await RatingTally.CountAsync(write, existing, null);
            await write.LogDeletedAsync(existing);
            return (Written<Review>)existing;
        });

    private static async Task KeepAsync(RecordWrite write, Review? before, Review review)
    {
        await ReviewRow.SaveAsync(write.Connection, write.Transaction, review);
        await RatingTally.CountAsync(write, before, review);
        await write.LogAsync(review, ReviewJson.Default.Review);
    }

    // As fine as the store keeps it, so that a review reads back as it was answered.
    private DateTimeOffset Now() => Microseconds.ToTime(Microseconds.Of(clock.GetUtcNow()));
}

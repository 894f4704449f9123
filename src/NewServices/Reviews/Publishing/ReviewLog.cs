using Hub.Reviews.Storing;
using Hub.ServiceKit.Changes;

namespace Hub.Reviews.Publishing;

/// <summary>The reviews' outbox.</summary>
internal sealed class ReviewLog(ReviewsStore store, TimeProvider clock) : OutboxLog(store, clock);

using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Reviews.Storing;

internal sealed class ReviewsStore(Stores stores) : ServiceStore(stores, "reviews", SqlFile.Of<ReviewsStore>())
{
    protected override IReadOnlyList<SharedTables> Shared => [OutboxLog.Tables];
}

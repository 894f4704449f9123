using System.Data.Common;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;

namespace Hub.Platform.Notifying;

/// <summary>
/// The door by which every part tells webhooks what has happened. A notice is in the store when this returns, and is sent from
/// there, at least once, until the receiver has it or days have passed.
/// </summary>
public sealed class Notices(CurrentRouting current, NoticeDeliveries deliveries, HubStore store)
{
    /// <summary>Whether the plan names a webhook for a kind: without one, telling costs nothing and does nothing.</summary>
    public bool IsHeard(string kind) => Webhooks(kind).Any();

    /// <summary>Tells the webhooks of the plan that want its kind.</summary>
    /// <param name="notice">What has happened.</param>
    /// <param name="webhook">The only one that is told, as the plan writes its address; null for all.</param>
    /// <exception cref="DbException">The store cannot be reached; nobody is told.</exception>
    public async Task TellAsync(Notice notice, string? webhook = null)
    {
        ArgumentNullException.ThrowIfNull(notice);
        if (IsHeard(notice.Kind))
            await store.Database.WriteAsync(async (c, t) =>
            {
                await TellAsync(notice, c, t, webhook);
                return true;
            });
    }

    /// <summary>Does the same within a transaction: the notice is told where that commits, and else is not.</summary>
    public async Task TellAsync(
        Notice notice, DbConnection connection, DbTransaction transaction, string? webhook = null)
    {
        ArgumentNullException.ThrowIfNull(notice);
        foreach (var written in Webhooks(notice.Kind).Select(n => n.Written).Where(w => webhook is null || w == webhook).ToList())
            await deliveries.AddAsync(notice, written, connection, transaction);
    }

    private IEnumerable<NotifyPlan> Webhooks(string kind) => current.IsLoaded
        ? current.Snapshot.Plan.Notify.Where(n => kind == NoticeKinds.Test || n.Kinds.Contains(kind, StringComparer.Ordinal))
        : [];
}

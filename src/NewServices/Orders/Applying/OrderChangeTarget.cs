using System.Data.Common;
using System.Threading.Channels;
using Hub.Orders.Publishing;
using Hub.Orders.Storing;
using Hub.Platform.Changes;

namespace Hub.Orders.Applying;

/// <summary>
/// Takes the legacy side's changes of orders. An order that was placed here and comes back from there is known by its
/// external reference and keeps the id it has here; one first made there keeps the id it has there.
/// </summary>
internal sealed class OrderChangeTarget(OrdersStore store, OrderLog log) : IChangeTarget
{
    public async Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        try
        {
            var result = await store.WriteAsync((c, t) => ApplyAsync(c, t, change, knownKey));
            if (result.Outcome == ApplyOutcome.Applied)
                log.Outbox.Announce();
            return result;
        }
        catch (Exception e) when (e is DbException or IOException or ChannelClosedException)
        {
            throw new ChangeTargetUnavailableException("The orders store cannot be written.", e);
        }
    }

    private async Task<ApplyResult> ApplyAsync(DbConnection c, DbTransaction t, Change change, string? knownKey)
    {
        var content = ChangedOrder.Read(change);
        var reference = change.ExternalReference ?? content.Order?.ExternalReference;
        var sameReference = reference is null ? null : await OrderRow.FindByReferenceAsync(c, reference, t);
        var id = knownKey ?? sameReference?.Id ?? change.Key;

        if (await log.Outbox.FindLegacyAsync(c, t, id) >= change.Version)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);

        var existing = await OrderRow.FindAsync(c, id, t);
        if (change.Kind == ChangeKind.Delete)
            return await DeleteAsync(c, t, id, existing, change.Version);
        if (content.Order is null)
            return Refused(content.Reason);
        if (sameReference is not null && sameReference.Id != id)
            return Refused("Its external reference belongs to another order here.");
        if (knownKey is null && existing?.ExternalReference is not null && existing.ExternalReference != reference)
            return Refused("Another order has its id here: the two sides' numbers overlap.");

        var order = content.Order with { Id = id, ExternalReference = reference ?? existing?.ExternalReference };
        return await SaveAsync(c, t, order, existing, change.Version);
    }

    private async Task<ApplyResult> SaveAsync(DbConnection c, DbTransaction t, Order order, Order? existing, long legacyVersion)
    {
        if (existing?.Says(order) == true)
        {
            await log.Outbox.NoteLegacyAsync(c, t, order.Id, legacyVersion);
            return new ApplyResult(ApplyOutcome.AlreadyApplied, order.Id);
        }

        await OrderRow.SaveAsync(c, t, order);
        await log.ChangedThereAsync(c, t, order, ChangeKind.Upsert, legacyVersion);
        return new ApplyResult(ApplyOutcome.Applied, order.Id);
    }

    private async Task<ApplyResult> DeleteAsync(DbConnection c, DbTransaction t, string id, Order? existing, long legacyVersion)
    {
        if (existing is null)
        {
            // Noted all the same: an older change that comes late must not make it.
            await log.Outbox.NoteLegacyAsync(c, t, id, legacyVersion);
            return new ApplyResult(ApplyOutcome.AlreadyApplied, id);
        }

        await OrderRow.DeleteAsync(c, t, id);
        await log.ChangedThereAsync(c, t, existing, ChangeKind.Delete, legacyVersion);
        return new ApplyResult(ApplyOutcome.Applied, id);
    }

    private static ApplyResult Refused(string? reason) => new(ApplyOutcome.Refused, Key: null, reason);
}

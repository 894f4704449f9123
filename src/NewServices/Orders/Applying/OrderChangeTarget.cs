using System.Data.Common;
using Hub.Orders.Publishing;
using Hub.Orders.Storing;
using Hub.ServiceKit.Changes;

namespace Hub.Orders.Applying;

/// <summary>Takes the legacy side's changes of orders.</summary>
internal sealed class OrderChangeTarget(OrdersStore store, OrderLog log)
    : RecordChangeTarget<Order>(store, OrderJson.Default.Order, log)
{
    protected override Task<IReadOnlyList<Order>> ListAsync(DbConnection connection, string after, int limit) =>
        OrderRow.ListAsync(connection, after, limit);

    protected override Task<Order?> FindAsync(DbConnection connection, DbTransaction transaction, string id) =>
        OrderRow.FindAsync(connection, id, transaction);

    protected override Task<Order?> FindByReferenceAsync(
        DbConnection connection, DbTransaction transaction, string externalReference) =>
        OrderRow.FindByReferenceAsync(connection, externalReference, transaction);

    protected override Task SaveAsync(DbConnection connection, DbTransaction transaction, Order record) =>
        OrderRow.SaveAsync(connection, transaction, record);

    protected override Task DeleteAsync(DbConnection connection, DbTransaction transaction, string id) =>
        OrderRow.DeleteAsync(connection, transaction, id);

    // The serializer does not look at the elements of a list.
    protected override string? FindFault(Order record) => record.Lines.Contains(null!) ? "$.lines" : null;
}

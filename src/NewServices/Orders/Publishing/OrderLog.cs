using Hub.Orders.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Storage;

namespace Hub.Orders.Publishing;

/// <summary>The orders' outbox.</summary>
internal sealed class OrderLog(OrdersStore store, TimeProvider clock) : OutboxLog(store, SqlFile.Of<OrderLog>(), clock);

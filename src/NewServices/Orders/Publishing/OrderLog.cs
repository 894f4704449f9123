using Hub.Orders.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Storage;

namespace Hub.Orders.Publishing;

/// <summary>The orders' outbox.</summary>
internal sealed class OrderLog(OrdersStore store, TimeProvider clock) : OutboxLog(store, SqlFile.Of<OrderLog>(), clock);

using System.Data.Common;
using System.Text.Json;
using Hub.Orders.Storing;
using Hub.Platform.Changes;
using Hub.Platform.Routing;
using Hub.Platform.Storage;

namespace Hub.Orders.Publishing;

/// <summary>The orders in the outbox.</summary>
internal sealed class OrderLog(OrdersStore store, TimeProvider clock)
{
    public OutboxLog Outbox { get; } = new(store.Database, SqlFile.Of<OrderLog>(), clock);

    /// <summary>An order was placed here.</summary>
    public Task PlacedAsync(DbConnection c, DbTransaction t, Order order, string? traceParent) =>
        Outbox.AppendAsync(c, t, Entry(order, Side.New, ChangeKind.Upsert) with { TraceParent = traceParent });

    /// <summary>The legacy side has changed an order, or deleted it.</summary>
    public Task ChangedThereAsync(DbConnection c, DbTransaction t, Order order, ChangeKind kind, long legacyVersion) =>
        Outbox.AppendAsync(c, t, Entry(order, Side.Legacy, kind), legacyVersion);

    private static OutboxEntry Entry(Order order, Side origin, ChangeKind kind) => new(
        order.Id,
        order.CustomerId,
        origin,
        kind,
        order.ExternalReference,
        kind == ChangeKind.Delete ? null : JsonSerializer.Serialize(order, OrderJson.Default.Order));
}

using LegacyLandscape.Control;
using LegacyLandscape.Erp.Store;

namespace LegacyLandscape.Erp.Control;

internal sealed record ErpState(BehaviourSettings Behaviour, IReadOnlyList<int> Locks, SessionState Sessions, long LastChangeNo);

internal sealed record SessionState(int Limit, int InUse);

internal sealed record ErpStatistics(int MaxConcurrent, IReadOnlyDictionary<string, long> Calls, long SessionLimitFaults);

internal sealed record ItemView(string ItemNo, string Description, decimal Price, bool Active, long ChangeNo)
{
    public static ItemView Of(Item item) => new(item.ItemNo, item.Description, item.Price, item.Active, item.ChangeNo);
}

internal sealed record OrderLineView(string ItemNo, int Qty);

internal sealed record OrderView(
    int OrderNo,
    string CustomerNo,
    string? CustomerRef,
    string? ExternalRef,
    string Status,
    decimal TotalAmount,
    IReadOnlyList<OrderLineView> Lines)
{
    public static OrderView Of(Order order) => new(
        order.OrderNo,
        order.CustomerNo,
        order.CustomerRef,
        order.ExternalRef,
        order.Status,
        order.TotalAmount,
        [.. order.Lines.Select(line => new OrderLineView(line.ItemNo, line.Qty))]);
}

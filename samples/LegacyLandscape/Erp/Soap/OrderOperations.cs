using System.Xml.Linq;
using LegacyLandscape.Erp.Control;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Soap;
using static LegacyLandscape.Erp.Soap.Namespaces;

namespace LegacyLandscape.Erp.Soap;

internal sealed class OrderOperations(OrderStore orders, RecordLocks locks) : IOperations
{
    public IEnumerable<Operation> All =>
    [
        new("GetOrder", GetOrder),
        new("FindOrdersByExternalRef", FindOrdersByExternalRef),
        new("ListOrders", ListOrders),
        new("SearchOrders", SearchOrders),
        new("PlaceOrder", PlaceOrderAsync),
        new("SetOrderStatus", SetOrderStatusAsync),
        new("OrdersChangedSince", OrdersChangedSince),
    ];

    private Action<ContractWriter> GetOrder(XElement request) => One(orders.Get((int)request.Element(M + "OrderNo")!));

    private Action<ContractWriter> FindOrdersByExternalRef(XElement request) =>
        Many(orders.FindByExternalRef((string)request.Element(M + "ExternalRef")!));

    private Action<ContractWriter> ListOrders(XElement request) =>
        Many(orders.ListOfCustomer((string)request.Element(M + "CustomerNo")!, (int)request.Element(M + "MaxCount")!));

    private Action<ContractWriter> SearchOrders(XElement request)
    {
        var (found, last) = orders.Search(request.ToOrderSearch());
        return writer =>
        {
            Many(found)(writer);
            if (last is { } lastOrderNo)
                writer.Message("LastOrderNo", lastOrderNo);
        };
    }

    private async Task<Action<ContractWriter>> PlaceOrderAsync(XElement request) =>
        One(await orders.PlaceAsync(request.ToNewOrder()));

    private async Task<Action<ContractWriter>> SetOrderStatusAsync(XElement request)
    {
        var orderNo = (int)request.Element(M + "OrderNo")!;
        var status = (string)request.Element(M + "Status")!;
        if (!OrderStatus.IsKnown(status))
            throw ErpFault.InvalidStatus(orderNo, status);
        if (locks.IsLocked(orderNo))
            throw ErpFault.RecordLocked(orderNo);

        return One(await orders.SetStatusAsync(orderNo, status, (string?)request.Element(M + "Checked") == "Y"));
    }

    private Action<ContractWriter> OrdersChangedSince(XElement request)
    {
        var since = (long)request.Element(M + "ChangeNo")!;
        var changed = orders.ChangedSince(since, (int)request.Element(M + "MaxCount")!);
        return writer =>
        {
            writer.Message("LastChangeNo", changed.Count == 0 ? since : changed[^1].ChangeNo);
            writer.Message("Changes", () =>
            {
                foreach (var order in changed)
                    writer.Change(order.ChangeNo, "Order", () => writer.Fields(order));
            });
        };
    }

    private static Action<ContractWriter> One(Order order) =>
        writer => writer.Message("Order", () => writer.Fields(order));

    private static Action<ContractWriter> Many(IReadOnlyList<Order> orders) => writer => writer.Message("Orders", () =>
    {
        foreach (var order in orders)
            writer.Type("Order", () => writer.Fields(order));
    });
}

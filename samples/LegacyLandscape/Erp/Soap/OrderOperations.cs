using System.Xml;
using System.Xml.Linq;
using LegacyLandscape.Erp.Control;
using LegacyLandscape.Erp.Store;
using static LegacyLandscape.Erp.Soap.ContractWriter;
using static LegacyLandscape.Erp.Soap.Namespaces;

namespace LegacyLandscape.Erp.Soap;

internal sealed class OrderOperations(OrderStore orders, RecordLocks locks)
{
    public IEnumerable<Operation> All =>
    [
        new("GetOrder", GetOrder),
        new("FindOrdersByExternalRef", FindOrdersByExternalRef),
        new("ListOrders", ListOrders),
        new("PlaceOrder", PlaceOrderAsync),
        new("SetOrderStatus", SetOrderStatusAsync),
        new("OrdersChangedSince", OrdersChangedSince),
    ];

    private Action<XmlWriter> GetOrder(XElement request) => One(orders.Get((int)request.Element(M + "OrderNo")!));

    private Action<XmlWriter> FindOrdersByExternalRef(XElement request) =>
        Many(orders.FindByExternalRef((string)request.Element(M + "ExternalRef")!));

    private Action<XmlWriter> ListOrders(XElement request) =>
        Many(orders.ListOfCustomer((string)request.Element(M + "CustomerNo")!, (int)request.Element(M + "MaxCount")!));

    private async Task<Action<XmlWriter>> PlaceOrderAsync(XElement request) => One(await orders.PlaceAsync(request.ToNewOrder()));

    private async Task<Action<XmlWriter>> SetOrderStatusAsync(XElement request)
    {
        var orderNo = (int)request.Element(M + "OrderNo")!;
        var status = (string)request.Element(M + "Status")!;
        if (!OrderStatus.IsKnown(status))
            throw ErpFault.InvalidStatus(orderNo, status);
        if (locks.IsLocked(orderNo))
            throw ErpFault.RecordLocked(orderNo);

        return One(await orders.SetStatusAsync(orderNo, status));
    }

    private Action<XmlWriter> OrdersChangedSince(XElement request)
    {
        var since = (long)request.Element(M + "ChangeNo")!;
        var changed = orders.ChangedSince(since, (int)request.Element(M + "MaxCount")!);
        return writer =>
        {
            WriteMessage(writer, "LastChangeNo", changed.Count == 0 ? since : changed[^1].ChangeNo);
            WriteMessage(writer, "Changes", () =>
            {
                foreach (var order in changed)
                    WriteChange(writer, order.ChangeNo, "Order", () => WriteFields(writer, order));
            });
        };
    }

    private static Action<XmlWriter> One(Order order) =>
        writer => WriteMessage(writer, "Order", () => WriteFields(writer, order));

    private static Action<XmlWriter> Many(IReadOnlyList<Order> orders) => writer => WriteMessage(writer, "Orders", () =>
    {
        foreach (var order in orders)
            WriteType(writer, "Order", () => WriteFields(writer, order));
    });
}

using System.Xml;
using System.Xml.Linq;
using LegacyLandscape.Erp.Store;
using static LegacyLandscape.Erp.Soap.ContractWriter;
using static LegacyLandscape.Erp.Soap.Namespaces;

namespace LegacyLandscape.Erp.Soap;

internal sealed class ItemOperations(ItemStore items)
{
    public IEnumerable<Operation> All =>
    [
        new("GetItem", GetItem),
        new("ListItems", ListItems),
        new("ItemsChangedSince", ItemsChangedSince),
        new("GetStock", GetStock),
    ];

    private Action<XmlWriter> GetItem(XElement request)
    {
        var item = items.Get(request.ItemNo("ItemNo")!);
        return writer => WriteMessage(writer, "Item", () => WriteFields(writer, item));
    }

    private Action<XmlWriter> ListItems(XElement request)
    {
        var found = items.List(request.ItemNo("FromItemNo"), (int)request.Element(M + "MaxCount")!);
        return writer => WriteMessage(writer, "Items", () =>
        {
            foreach (var item in found)
                WriteType(writer, "Item", () => WriteFields(writer, item));
        });
    }

    private Action<XmlWriter> ItemsChangedSince(XElement request)
    {
        var since = (long)request.Element(M + "ChangeNo")!;
        var changed = items.ChangedSince(since, (int)request.Element(M + "MaxCount")!);
        return writer =>
        {
            WriteMessage(writer, "LastChangeNo", changed.Count == 0 ? since : changed[^1].ChangeNo);
            WriteMessage(writer, "Changes", () =>
            {
                foreach (var item in changed)
                    WriteChange(writer, item.ChangeNo, "Item", () => WriteFields(writer, item));
            });
        };
    }

    private Action<XmlWriter> GetStock(XElement request)
    {
        var stock = items.GetStock(request.ItemNo("ItemNo")!);
        return writer => WriteMessage(writer, "Stock", () => WriteFields(writer, stock));
    }
}

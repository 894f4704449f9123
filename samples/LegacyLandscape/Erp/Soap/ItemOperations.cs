using System.Xml.Linq;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Soap;
using static LegacyLandscape.Erp.Soap.Namespaces;

namespace LegacyLandscape.Erp.Soap;

internal sealed class ItemOperations(ItemStore items) : IOperations
{
    public IEnumerable<Operation> All =>
    [
        new("GetItem", GetItem),
        new("ListItems", ListItems),
        new("ItemsChangedSince", ItemsChangedSince),
    ];

    private Action<ContractWriter> GetItem(XElement request)
    {
        var item = items.Get(request.ItemNo("ItemNo")!);
        return writer => writer.Message("Item", () => writer.Fields(item));
    }

    private Action<ContractWriter> ListItems(XElement request)
    {
        var active = (string?)request.Element(M + "Active");
        var found = items.List(
            request.ItemNo("FromItemNo"),
            (int)request.Element(M + "MaxCount")!,
            active is null ? null : active == "Y",
            (string?)request.Element(M + "Descending") == "Y");
        return writer => writer.Message("Items", () =>
        {
            foreach (var item in found)
                writer.Type("Item", () => writer.Fields(item));
        });
    }

    private Action<ContractWriter> ItemsChangedSince(XElement request)
    {
        var since = (long)request.Element(M + "ChangeNo")!;
        var changed = items.ChangedSince(since, (int)request.Element(M + "MaxCount")!);
        return writer =>
        {
            writer.Message("LastChangeNo", changed.Count == 0 ? since : changed[^1].ChangeNo);
            writer.Message("Changes", () =>
            {
                foreach (var item in changed)
                    writer.Change(item.ChangeNo, "Item", () => writer.Fields(item));
            });
        };
    }
}

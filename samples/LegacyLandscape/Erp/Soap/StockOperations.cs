using System.Xml.Linq;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Soap;
using static LegacyLandscape.Erp.Soap.Namespaces;

namespace LegacyLandscape.Erp.Soap;

internal sealed class StockOperations(ItemStore items, ReservationStore reservations) : IOperations
{
    public IEnumerable<Operation> All =>
    [
        new("GetStock", GetStock),
        new("StockChangedSince", StockChangedSince),
        new("ReserveStock", async request => One(await reservations.ReserveAsync(request.ToNewReservation()))),
        new("GetReservation", request => One(reservations.Get(ReferenceOf(request)))),
        new("ReleaseStock", async request => One(await reservations.ReleaseAsync(ReferenceOf(request)))),
        new("IssueStock", async request => One(await reservations.IssueAsync(ReferenceOf(request)))),
    ];

    private Action<ContractWriter> GetStock(XElement request)
    {
        var stock = items.GetStock(request.ItemNo("ItemNo")!);
        return writer => writer.Message("Stock", () => writer.Fields(stock));
    }

    private Action<ContractWriter> StockChangedSince(XElement request)
    {
        var since = (long)request.Element(M + "ChangeNo")!;
        var changed = items.StockChangedSince(since, (int)request.Element(M + "MaxCount")!);
        return writer =>
        {
            writer.Message("LastChangeNo", changed.Count == 0 ? since : changed[^1].ChangeNo);
            writer.Message("Changes", () =>
            {
                foreach (var stock in changed)
                    writer.Change(stock.ChangeNo, "Stock", () => writer.Fields(stock));
            });
        };
    }

    private static string ReferenceOf(XElement request) => (string)request.Element(M + "Reference")!;

    private static Action<ContractWriter> One(Reservation reservation) =>
        writer => writer.Message("Reservation", () => writer.Fields(reservation));
}

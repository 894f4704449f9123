using System.Xml;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Soap;
using LegacyLandscape.Store;

namespace LegacyLandscape.Erp.Soap;

/// <summary>Writes the ERP's records as the contract's types.</summary>
internal static class RecordWriter
{
    public static void Fields(this ContractWriter writer, Item item)
    {
        writer.Field("ItemNo", ItemNumber.Pad(item.ItemNo));
        writer.Field("Description", item.Description);
        writer.Field("Unit", item.Unit);
        writer.Field("Price", Amount(item.Price));
        writer.Field("Active", item.Active ? "Y" : "N");
        writer.Field("ListedOn", item.ListedOn);
        writer.Optional("Remark", item.Remark);
    }

    public static void Fields(this ContractWriter writer, Stock stock)
    {
        writer.Field("ItemNo", ItemNumber.Pad(stock.ItemNo));
        writer.Field("OnHand", stock.OnHand.ToString("0.000"));
        writer.Field("AsOf", Time(stock.AsOf));
        writer.Field("Reserved", stock.Reserved.ToString("0.000"));
        writer.Field("Available", stock.Available.ToString("0.000"));
    }

    public static void Fields(this ContractWriter writer, Reservation reservation)
    {
        writer.Field("Reference", reservation.Reference);
        writer.Field("Status", reservation.Status);
        writer.Field("ReservedAt", Time(reservation.ReservedAt));
        writer.Field("ExpiresAt", Time(reservation.ExpiresAt));
        writer.Type("Lines", () =>
        {
            foreach (var line in reservation.Lines)
                writer.Type("Line", () =>
                {
                    writer.Field("ItemNo", ItemNumber.Pad(line.ItemNo));
                    writer.Field("Qty", XmlConvert.ToString(line.Qty));
                });
        });
    }

    public static void Fields(this ContractWriter writer, Order order)
    {
        writer.Field("OrderNo", XmlConvert.ToString(order.OrderNo));
        writer.Field("CustomerNo", order.CustomerNo);
        writer.Optional("CustomerRef", order.CustomerRef);
        writer.Optional("ExternalRef", order.ExternalRef);
        writer.Field("OrderDate", Time(order.OrderDate));
        writer.Optional("RequestedOn", order.RequestedOn);
        writer.Field("Status", order.Status);
        writer.Field("TotalAmount", Amount(order.TotalAmount));
        writer.Type("Lines", () =>
        {
            foreach (var line in order.Lines)
                writer.Type("Line", () => writer.Fields(line));
        });
    }

    public static void Change(this ContractWriter writer, long changeNo, string record, Action content) =>
        writer.Type("Change", () =>
        {
            writer.Field("ChangeNo", XmlConvert.ToString(changeNo));
            writer.Type(record, content);
        });

    private static void Fields(this ContractWriter writer, OrderLine line)
    {
        writer.Attribute("No", XmlConvert.ToString(line.LineNo));
        writer.Field("ItemNo", ItemNumber.Pad(line.ItemNo));
        writer.Field("Qty", XmlConvert.ToString(line.Qty));
        writer.Field("UnitPrice", Amount(line.UnitPrice));
        writer.Field("LineAmount", Amount(line.LineAmount));
    }

    private static string Amount(decimal value) => value.ToString("0.00##");

    private static string Time(long microseconds) => ContractWriter.Time(Scaled.ToTime(microseconds));
}

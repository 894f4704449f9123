using System.Xml;
using LegacyLandscape.Erp.Store;

namespace LegacyLandscape.Erp.Soap;

/// <summary>Writes the ERP's records as the contract's types. The prefixes are declared once, at the response element.</summary>
internal static class ContractWriter
{
    public static void WriteResponse(XmlWriter writer, string operation, Action<XmlWriter> content)
    {
        writer.WriteStartElement("m", $"{operation}Response", Namespaces.Messages);
        writer.WriteAttributeString("xmlns", "t", null, Namespaces.Types);
        content(writer);
        writer.WriteEndElement();
    }

    public static void WriteMessage(XmlWriter writer, string name, Action content)
    {
        writer.WriteStartElement("m", name, Namespaces.Messages);
        content();
        writer.WriteEndElement();
    }

    public static void WriteMessage(XmlWriter writer, string name, long value) =>
        WriteMessage(writer, name, () => writer.WriteValue(value));

    public static void WriteType(XmlWriter writer, string name, Action content)
    {
        writer.WriteStartElement("t", name, Namespaces.Types);
        content();
        writer.WriteEndElement();
    }

    public static void WriteFields(XmlWriter writer, Item item)
    {
        Write(writer, "ItemNo", ItemNumber.Pad(item.ItemNo));
        Write(writer, "Description", item.Description);
        Write(writer, "Unit", item.Unit);
        Write(writer, "Price", Amount(item.Price));
        Write(writer, "Active", item.Active ? "Y" : "N");
        Write(writer, "ListedOn", item.ListedOn);
        WriteOptional(writer, "Remark", item.Remark);
    }

    public static void WriteFields(XmlWriter writer, Stock stock)
    {
        Write(writer, "ItemNo", ItemNumber.Pad(stock.ItemNo));
        Write(writer, "OnHand", stock.OnHand.ToString("0.000"));
        Write(writer, "AsOf", Time(stock.AsOf));
    }

    public static void WriteFields(XmlWriter writer, Order order)
    {
        Write(writer, "OrderNo", XmlConvert.ToString(order.OrderNo));
        Write(writer, "CustomerNo", order.CustomerNo);
        WriteOptional(writer, "CustomerRef", order.CustomerRef);
        WriteOptional(writer, "ExternalRef", order.ExternalRef);
        Write(writer, "OrderDate", Time(order.OrderDate));
        WriteOptional(writer, "RequestedOn", order.RequestedOn);
        Write(writer, "Status", order.Status);
        Write(writer, "TotalAmount", Amount(order.TotalAmount));
        WriteType(writer, "Lines", () =>
        {
            foreach (var line in order.Lines)
                WriteType(writer, "Line", () => WriteFields(writer, line));
        });
    }

    public static void WriteChange(XmlWriter writer, long changeNo, string record, Action content) =>
        WriteType(writer, "Change", () =>
        {
            Write(writer, "ChangeNo", XmlConvert.ToString(changeNo));
            WriteType(writer, record, content);
        });

    private static void WriteFields(XmlWriter writer, OrderLine line)
    {
        writer.WriteAttributeString("No", XmlConvert.ToString(line.LineNo));
        Write(writer, "ItemNo", ItemNumber.Pad(line.ItemNo));
        Write(writer, "Qty", XmlConvert.ToString(line.Qty));
        Write(writer, "UnitPrice", Amount(line.UnitPrice));
        Write(writer, "LineAmount", Amount(line.LineAmount));
    }

    private static void Write(XmlWriter writer, string name, string value) =>
        writer.WriteElementString("t", name, Namespaces.Types, value);

    private static void WriteOptional(XmlWriter writer, string name, string? value)
    {
        if (value is not null)
            Write(writer, name, value);
    }

    private static string Amount(decimal value) => value.ToString("0.00##");

    private static string Time(long microseconds) => Scaled.ToTime(microseconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

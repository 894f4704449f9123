using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LegacyLandscape.Tests.Harness;

/// <summary>The names on the wire, spelled out here again on purpose: the tests read the contract, not the program.</summary>
internal static class Xml
{
    public static readonly XNamespace Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    public static readonly XNamespace M = "http://legacy.example/erp/messages";
    public static readonly XNamespace T = "http://legacy.example/erp/types";

    public static XElement Envelope(params object[] body) => new(Soap + "Envelope", new XElement(Soap + "Body", body));

    /// <summary>As text, with a carriage return written so that a parser does not take it for part of a line break.</summary>
    public static string ToText(XElement element)
    {
        var text = new StringBuilder();
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize };
        using (var writer = XmlWriter.Create(text, settings))
            element.WriteTo(writer);
        return text.ToString();
    }

    public static XElement Request(string operation, params (string Name, object Value)[] fields) =>
        new(M + operation, fields.Select(field => new XElement(M + field.Name, field.Value)));

    public static XElement PlaceOrder(string customerNo, string? externalRef, params (string ItemNo, int Qty)[] lines) => new(
        M + "PlaceOrder",
        new XElement(M + "CustomerNo", customerNo),
        externalRef is null ? null : new XElement(M + "ExternalRef", externalRef),
        Lines(lines));

    public static XElement ReserveStock(string reference, params (string ItemNo, int Qty)[] lines) =>
        new(M + "ReserveStock", new XElement(M + "Reference", reference), Lines(lines));

    public static string Text(this XElement element, string name) =>
        element.Descendants(T + name).First().Value;

    private static XElement Lines((string ItemNo, int Qty)[] lines) => new(M + "Lines", lines.Select(line => new XElement(
        T + "Line", new XElement(T + "ItemNo", line.ItemNo), new XElement(T + "Qty", line.Qty))));
}

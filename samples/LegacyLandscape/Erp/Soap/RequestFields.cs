using System.Xml.Linq;
using LegacyLandscape.Erp.Store;
using LegacyLandscape.Store;
using static LegacyLandscape.Erp.Soap.Namespaces;

namespace LegacyLandscape.Erp.Soap;

internal static class RequestFields
{
    /// <summary>An item number as callers send it, padded or not; null when the element is absent.</summary>
    public static string? ItemNo(this XElement request, string name) =>
        (string?)request.Element(M + name) is { } itemNo ? ItemNumber.Trim(itemNo) : null;

    public static NewOrder ToNewOrder(this XElement request) => new(
        ((string)request.Element(M + "CustomerNo")!).Trim(' '),
        (string?)request.Element(M + "CustomerRef"),
        (string?)request.Element(M + "ExternalRef"),
        [.. request.Element(M + "Lines")!.Elements(T + "Line").Select(ToNewLine)],
        (string?)request.Element(M + "BookStock") != "N");

    public static OrderSearch ToOrderSearch(this XElement request) => new(
        ((string?)request.Element(M + "CustomerNo"))?.Trim(' '),
        (string?)request.Element(M + "Status"),
        Time(request, "PlacedFrom"),
        Time(request, "PlacedUntil"),
        (string?)request.Element(M + "OldestFirst") == "Y",
        (int?)request.Element(M + "AfterOrderNo"),
        (int)request.Element(M + "MaxCount")!);

    public static NewReservation ToNewReservation(this XElement request) => new(
        (string)request.Element(M + "Reference")!,
        Time(request, "ExpiresAt") / 1_000_000 * 1_000_000,
        [.. request.Element(M + "Lines")!.Elements(T + "Line").Select(ToNewLine)]);

    private static NewOrderLine ToNewLine(XElement line) =>
        new(ItemNumber.Trim((string)line.Element(T + "ItemNo")!), (int)line.Element(T + "Qty")!);

    private static long? Time(XElement request, string name) =>
        request.Element(M + name) is { } time ? Scaled.FromTime((DateTimeOffset)time) : null;
}

using System.Text.Json;
using Hub.Platform.Sides.Requests;

namespace Hub.Orders.Placing;

/// <summary>Reads a request as the contract has it; what is wrong with it is noted.</summary>
internal static class PlaceOrderReader
{
    public static PlaceOrder Read(JsonElement element, RequestErrors errors)
    {
        var order = new JsonMembers(element, "", errors, "customerId", "reference", "lines");
        return new PlaceOrder(
            order.Line("customerId", PlaceOrder.LongestCustomerId, required: true) ?? "",
            order.Line("reference", PlaceOrder.LongestReference),
            [.. order.List("lines", most: PlaceOrder.MostLines).Select(line => ReadLine(line.Element, line.Path, errors))]);
    }

    private static PlaceOrderLine ReadLine(JsonElement element, string path, RequestErrors errors)
    {
        var line = new JsonMembers(element, path, errors, "sku", "quantity");
        return new PlaceOrderLine(line.Line("sku", required: true) ?? "", line.Integer("quantity", PlaceOrder.LargestQuantity));
    }
}

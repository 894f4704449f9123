using System.Text.Json;
using Hub.ServiceKit.Requests;

namespace Hub.Orders.Placing;

/// <summary>
/// Reads a request as the contract has it; what is wrong with it is noted. Blanks around a customer's key and behind a sku mean
/// nothing, as at the legacy side; which of them there are is for the placing to say.
/// </summary>
internal static class PlaceOrderReader
{
    public static PlaceOrder Read(JsonElement element, RequestErrors errors)
    {
        var order = new JsonMembers(element, "", errors, "customerId", "reference", "lines");
        return new PlaceOrder(
            order.Text("customerId", PlaceOrder.LongestCustomerId, required: true, least: 1)?.Trim(' ') ?? "",
            order.Text("reference", PlaceOrder.LongestReference),
            [.. order.List("lines", most: PlaceOrder.MostLines).Select(line => ReadLine(line.Element, line.Path, errors))]);
    }

    private static PlaceOrderLine ReadLine(JsonElement element, string path, RequestErrors errors)
    {
        var line = new JsonMembers(element, path, errors, "sku", "quantity");
        var sku = line.Text("sku", PlaceOrder.LongestSku, required: true, least: 1)?.TrimEnd(' ') ?? "";
        return new PlaceOrderLine(sku, line.Integer("quantity", PlaceOrder.LargestQuantity));
    }
}

using System.Text.Json;

namespace Hub.Orders.Placing;

/// <summary>Reads a request as the contract has it and tells all that is wrong with it at once.</summary>
internal static class PlaceOrderReader
{
    /// <summary>The request, or null with everything that is wrong in <paramref name="errors"/>.</summary>
    public static PlaceOrder? Read(ReadOnlyMemory<byte> json, RequestErrors errors)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var request = ReadOrder(document.RootElement, errors);
            return errors.Any ? null : request;
        }
        catch (JsonException e)
        {
            errors.Add(MalformedJson.Locate(json.Span), $"is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
            return null;
        }
    }

    private static PlaceOrder ReadOrder(JsonElement element, RequestErrors errors)
    {
        var order = new JsonMembers(element, "", errors, "customerId", "reference", "lines");
        return !order.IsObject
            ? new PlaceOrder("", Reference: null, [])
            : new PlaceOrder(
                order.Text("customerId", PlaceOrder.LongestCustomerId, required: true) ?? "",
                order.Text("reference", PlaceOrder.LongestReference),
                [.. order.List("lines", PlaceOrder.MostLines).Select(line => ReadLine(line.Element, line.Path, errors))]);
    }

    private static PlaceOrderLine ReadLine(JsonElement element, string path, RequestErrors errors)
    {
        var line = new JsonMembers(element, path, errors, "sku", "quantity");
        return !line.IsObject
            ? new PlaceOrderLine("", 0)
            : new PlaceOrderLine(line.Text("sku", required: true) ?? "", line.Integer("quantity", PlaceOrder.LargestQuantity));
    }
}

using Hub.Orders.Pricing;
using Hub.ServiceKit.Requests;

namespace Hub.Orders.Placing;

/// <summary>The decision whether an order can be placed, and for how much.</summary>
internal static class PricedLines
{
    /// <summary>The lines with their prices; what cannot be ordered is noted in <paramref name="errors"/>.</summary>
    public static IReadOnlyList<OrderLine> Of(
        PlaceOrder request, IReadOnlyDictionary<string, PricedProduct> products, RequestErrors errors)
    {
        var lines = new List<OrderLine>(request.Lines.Count);
        foreach (var (index, line) in request.Lines.Index())
        {
            if (products.GetValueOrDefault(line.Sku) is not { } product)
                errors.Add($"lines[{index}].sku", "there is no such product");
            else if (!product.Active)
                errors.Add($"lines[{index}].sku", "the product is no longer sold");
            else
                lines.Add(new OrderLine(line.Sku, line.Quantity, product.Price, line.Quantity * product.Price));
        }

        return lines;
    }
}

using System.Text.Json;
using Hub.Platform.Changes;

namespace Hub.Orders.Applying;

/// <summary>The order a change carries, or why it cannot be understood.</summary>
internal sealed record ChangedOrder(Order? Order, string? Reason)
{
    public static ChangedOrder Read(Change change)
    {
        if (change.Content is null)
            return new ChangedOrder(Order: null, "The change has no content.");
        try
        {
            var order = change.Content.Deserialize(OrderJson.Default.Order)!;

            // The serializer does not look at the elements of a list.
            return order.Lines.Contains(null!)
                ? new ChangedOrder(Order: null, "The content is not an order of the contract: see $.lines.")
                : new ChangedOrder(order, Reason: null);
        }
        catch (JsonException e)
        {
            // Only the path: the message may repeat what stands there.
            return new ChangedOrder(Order: null, $"The content is not an order of the contract: see {e.Path ?? "$"}.");
        }
    }
}

using System.Text.Json;
using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Http;

namespace Hub.Orders.LifeCycle;

/// <summary>Decides how an order goes on; pure, so that it is tested without a store.</summary>
internal static class OrderSteps
{
    /// <summary>Which statuses an order can come to from each.</summary>
    public static readonly IReadOnlyDictionary<OrderStatus, IReadOnlyList<OrderStatus>> After =
        new Dictionary<OrderStatus, IReadOnlyList<OrderStatus>>
        {
            [OrderStatus.New] = [OrderStatus.Released, OrderStatus.Cancelled],
            [OrderStatus.Released] = [OrderStatus.Shipped, OrderStatus.Cancelled],
            [OrderStatus.Shipped] = [],
            [OrderStatus.Cancelled] = [],
        };

    /// <summary>Returns why an order cannot come to a status, or null where it can or has.</summary>
    public static Problem? Refuse(Order existing, OrderStatus wanted)
    {
        var possible = After[existing.Status];
        if (existing.Status == wanted || possible.Contains(wanted))
            return null;
        var next = possible.Count == 0 ? "nothing else" : string.Join(" or ", possible.Select(Name));
        return Problem.Conflict(
            $"{existing.Id} is {Name(existing.Status)}, and from there it can become {next}, not {Name(wanted)}.");
    }

    private static string Name(OrderStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}

using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Dapper;
using Hub.Orders.Crediting;
using Hub.Orders.Pricing;
using Hub.Orders.Publishing;
using Hub.Orders.Storing;
using Hub.ServiceKit.Changes;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.Extensions.Options;

namespace Hub.Orders.Placing;

/// <summary>Places an order: looked up, priced, numbered, kept and logged in one transaction.</summary>
internal sealed class OrderPlacement(OrdersStore store, OrderLog log, TimeProvider clock, IOptions<OrdersOptions> options)
{
    private static readonly SqlFile Sql = SqlFile.Of<OrderPlacement>();
    private readonly long _firstNumber = options.Value.FirstNumber;

    /// <summary>
    /// The order, or null with the reasons in <paramref name="errors"/>. The same request id gives the same order again,
    /// since a request that is tried once more must not be placed twice.
    /// </summary>
    /// <param name="request">What is ordered.</param>
    /// <param name="requestId">The request's id, the order's external reference.</param>
    /// <param name="errors">Where the reasons are noted why it cannot be placed.</param>
    /// <param name="isTrial">Whether it is only tried: nothing of it stays.</param>
    public async Task<Order?> PlaceAsync(PlaceOrder request, string requestId, RequestErrors errors, bool isTrial = false)
    {
        // Taken here, since the store writes on a flow of its own.
        var traceParent = Activity.Current is { Recorded: true } placing ? placing.Id : null;
        if (isTrial)
            return await store.TryAsync((c, t) => PlaceAsync(c, t, request, requestId, traceParent, errors));
        var order = await store.WriteAsync((c, t) => PlaceAsync(c, t, request, requestId, traceParent, errors));
        if (order is not null)
            log.Announce();
        return order;
    }

    private async Task<Order?> PlaceAsync(
        DbConnection c, DbTransaction t, PlaceOrder request, string requestId, string? traceParent, RequestErrors errors)
    {
        if (await OrderRow.FindByReferenceAsync(c, requestId, t) is { } placed)
            return placed;

        var products = await PricedProduct.FindAsync(c, t, request.Lines.Select(l => l.Sku).Distinct());
        var lines = PricedLines.Of(request, products, errors);
        if (string.IsNullOrWhiteSpace(request.CustomerId))
            errors.Add("customerId", "there is no such customer");
        if (errors.Any)
            return null;
        var total = lines.Sum(l => l.Amount);
        if (await CreditTerms.FindRefusalAsync(c, t, request.CustomerId, total) is { } refusal)
        {
            errors.Add("customerId", refusal);
            return null;
        }

        var order = new Order(
            await NextIdAsync(c, t),
            request.CustomerId,
            Now(),
            OrderStatus.New,
            total,
            lines,
            request.Reference,
            ExternalReference: requestId);
        await OrderRow.SaveAsync(c, t, order);
        await log.AppendAsync(c, t, OutboxEntry.Of(order, OrderJson.Default.Order, Side.New, traceParent));
        return order;
    }

    private async Task<string> NextIdAsync(DbConnection c, DbTransaction t)
    {
        var number = await c.ExecuteScalarAsync<long>(Sql["NextNumber"], new { first = _firstNumber }, t);
        return string.Create(CultureInfo.InvariantCulture, $"O-{number}");
    }

    // Whole seconds: the legacy side keeps no finer time, and the order must come back from there unchanged.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
}

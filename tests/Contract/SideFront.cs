using Hub.ServiceKit.Hosting;
using Hub.ServiceKit.Requests;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Hub.Contract.Tests;

/// <summary>
/// A front on a real socket that does what the facade does to a hosted side and no more: it says which request this
/// is, then calls the side by its name.
/// </summary>
public sealed class SideFront : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SideFront(WebApplication app) => (_app, Client) = (app, new HttpClient { BaseAddress = new Uri(app.Urls.Single()) });

    /// <summary>A caller may choose the request id by this header; without it there is a new one.</summary>
    public const string RequestId = "X-Hub-Request-Id";

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="data">The folder the side keeps its data in.</param>
    /// <param name="add">Adds what registers the sides.</param>
    /// <param name="prepare">What has to be done before the parts start, or null.</param>
    /// <param name="routes">The routes and the side each one goes to.</param>
    public static async Task<SideFront> StartAsync(
        string data, Action<IServiceCollection> add, Func<IServiceProvider, Task>? prepare,
        params IReadOnlyList<FrontRoute> routes)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new DataFolder(data));
        builder.Services.TryAddSingleton<HostedSides>();
        add(builder.Services);
        var app = builder.Build();
        foreach (var rivals in routes.GroupBy(r => (r.Method, r.Pattern)))
            app.MapMethods(
                rivals.Key.Pattern, [rivals.Key.Method], context => ForwardAsync(context, rivals.First(r => r.Fits(context))));
        if (prepare is not null)
            await prepare(app.Services);
        await app.StartAsync();
        return new SideFront(app);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Task ForwardAsync(HttpContext context, FrontRoute route)
    {
        var requestId = context.Request.Headers[RequestId].FirstOrDefault() ?? Guid.NewGuid().ToString();
        context.Features.Set(new SideRequest(requestId, route.Id, context.Request.RouteValues));
        var side = context.RequestServices.GetRequiredService<HostedSides>().Find(route.Side)
            ?? throw new InvalidOperationException($"No side is registered as '{route.Side}'.");
        return side(context);
    }
}

/// <summary>A route of the contract and who answers it.</summary>
/// <param name="Id">The route's id.</param>
/// <param name="Method">The method.</param>
/// <param name="Pattern">The path.</param>
/// <param name="Side">The side's name.</param>
/// <param name="Query">The parameter that must be there, or null; stands before the route that has none.</param>
public sealed record FrontRoute(string Id, string Method, string Pattern, string Side, string? Query = null)
{
    public static IReadOnlyList<FrontRoute> Customers(string side) =>
    [
        new("customers.get", "GET", "/api/customers/{id}", side),
        new("customers.lookup", "GET", "/api/customers", side, "externalReference"),
        new("customers.find", "GET", "/api/customers", side),
        new("customers.create", "POST", "/api/customers", side),
        new("customers.update", "PUT", "/api/customers/{id}", side),
        new("customers.delete", "DELETE", "/api/customers/{id}", side),
    ];

    public static IReadOnlyList<FrontRoute> Products(string side) =>
    [
        new("products.get", "GET", "/api/products/{id}", side),
        new("products.list", "GET", "/api/products", side),
    ];

    public static IReadOnlyList<FrontRoute> Orders(string side) =>
    [
        new("orders.get", "GET", "/api/orders/{id}", side),
        new("orders.find", "GET", "/api/orders", side, "externalReference"),
        new("orders.list", "GET", "/api/orders", side),
        new("orders.place", "POST", "/api/orders", side),
        new("orders.confirm", "POST", "/api/orders/{id}/confirm", side),
        new("orders.ship", "POST", "/api/orders/{id}/ship", side),
        new("orders.cancel", "POST", "/api/orders/{id}/cancel", side),
    ];

    public static IReadOnlyList<FrontRoute> Stock(string side) =>
    [
        new("stock.get", "GET", "/api/stock/{id}", side),
        new("stock.reserve", "POST", "/api/reservations", side),
        new("stock.reservation", "GET", "/api/reservations/{id}", side),
        new("stock.release", "POST", "/api/reservations/{id}/release", side),
        new("stock.commit", "POST", "/api/reservations/{id}/commit", side),
    ];

    public static IReadOnlyList<FrontRoute> Invoices(string side) =>
    [
        new("invoices.get", "GET", "/api/invoices/{id}", side),
        new("invoices.ofCustomer", "GET", "/api/customers/{customerId}/invoices", side),
    ];

    public static IReadOnlyList<FrontRoute> Reviews(string side) =>
    [
        new("reviews.get", "GET", "/api/reviews/{id}", side),
        new("reviews.find", "GET", "/api/reviews", side),
        new("reviews.write", "POST", "/api/reviews", side),
        new("reviews.change", "PUT", "/api/reviews/{id}", side),
        new("reviews.delete", "DELETE", "/api/reviews/{id}", side),
        new("reviews.rating", "GET", "/api/ratings/{id}", side),
        new("reviews.ratings", "GET", "/api/ratings", side),
    ];

    public static IReadOnlyList<FrontRoute> Cases(string side) =>
    [
        new("cases.get", "GET", "/api/cases/{id}", side),
        new("cases.find", "GET", "/api/cases", side),
        new("cases.open", "POST", "/api/cases", side),
        new("cases.change", "PUT", "/api/cases/{id}", side),
        new("cases.delete", "DELETE", "/api/cases/{id}", side),
    ];

    public static IReadOnlyList<FrontRoute> Payments(string side) =>
    [
        new("invoices.pay", "POST", "/api/invoices/{id}/payments", side),
        new("invoices.payments", "GET", "/api/invoices/{id}/payments", side),
    ];

    /// <summary>What of settlement the new side alone answers.</summary>
    public static IReadOnlyList<FrontRoute> Settlement(string side) =>
    [
        new("settlement.find", "GET", "/api/invoices", side),
        new("settlement.invoice", "POST", "/api/invoices", side),
        new("settlement.cancel", "POST", "/api/invoices/{id}/cancel", side),
        new("settlement.receive", "POST", "/api/payments", side),
        new("settlement.payments", "GET", "/api/payments", side),
        new("settlement.payment", "GET", "/api/payments/{id}", side),
        new("settlement.credit", "POST", "/api/invoices/{id}/credit-notes", side),
        new("settlement.notes", "GET", "/api/invoices/{id}/credit-notes", side),
        new("settlement.creditOf", "GET", "/api/customers/{customerId}/credit", side),
        new("settlement.refund", "POST", "/api/customers/{customerId}/refunds", side),
        new("settlement.entries", "GET", "/api/ledger/entries", side),
        new("settlement.balances", "GET", "/api/ledger/balances", side),
        new("settlement.rates", "GET", "/api/tax-rates", side),
        new("settlement.addRate", "POST", "/api/tax-rates", side),
    ];

    internal bool Fits(HttpContext context) => Query is null || context.Request.Query.ContainsKey(Query);
}

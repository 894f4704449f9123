using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LegacyLandscape.Traffic;

/// <summary>
/// Front-ends of several kinds, which know nothing of sides: they read and list, place orders and edit customers, all by the
/// facade.
/// </summary>
internal sealed class FrontEnds : IDisposable
{
    // So that a demo left alone over a weekend does not grow without end.
    private const int MostOrders = 2_000;
    private static readonly string[] Names = ["web-shop/3.2", "mobile-app/5.0", "call-centre/1.9", "partner-portal/2.4"];
    private readonly KnownRecords known;
    private readonly Dice dice;
    private readonly HttpClient http;
    private readonly (int Weight, Func<CancellationToken, Task> Act)[] acts;
    private int placed;

    public FrontEnds(Uri facade, KnownRecords known, Dice dice)
    {
        (this.known, this.dice) = (known, dice);
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = facade,
            Timeout = TimeSpan.FromSeconds(30),
        };
        acts =
        [
            (32, stop => ReadOwnAsync(dice.Of(known.Orders), "/api/orders/{0}", stop)),
            (16, stop => ReadAsync($"/api/products/{dice.Of(known.Products).ItemNo}", stop)),
            (1, stop => ReadAsync("/api/products/P-2999", stop)),
            (6, stop => ReadAsync($"/api/products?limit={dice.Below(20) + 5}", stop)),
            (14, stop => ReadAsync($"/api/customers/{dice.Of(known.Customers).CustomerNo}", stop)),
            (4, stop => ReadAsync($"/api/customers?city={City()}", stop)),
            (7, stop => ReadOwnAsync(dice.Of(known.Invoices), "/api/invoices/{0}", stop)),
            (6, stop => ReadOwnAsync(("", dice.Of(known.Customers).CustomerNo), "/api/customers/{1}/invoices", stop)),
            (5, stop => ReadAsync($"/api/stock/{dice.Of(known.Products).ItemNo}", stop)),
            // A page of the old system that no route claims.
            (1, stop => ReadAsync("/erp/about", stop)),
            (5, PlaceOrderAsync),
            (3, EditCustomerAsync),
        ];
    }

    /// <summary>Has one of the front-ends do one thing.</summary>
    public Task ActAsync(CancellationToken stop) => dice.Of(acts)(stop);

    public void Dispose() => http.Dispose();

    private string City() => Uri.EscapeDataString(dice.Of(known.Customers).Addresses is [var first, ..] ? first.City : "Bern");

    private async Task ReadAsync(string target, CancellationToken stop) =>
        (await SendAsync(HttpMethod.Get, target, stop)).Dispose();

    private async Task ReadOwnAsync((string Id, string Customer) own, string target, CancellationToken stop) =>
        (await SendAsync(HttpMethod.Get, string.Format(null, target, own.Id, own.Customer), stop, own.Customer)).Dispose();

    private async Task PlaceOrderAsync(CancellationToken stop)
    {
        if (Interlocked.Increment(ref placed) > MostOrders)
            return;
        var customer = dice.Of(known.Customers).CustomerNo;
        var lines = Enumerable.Range(0, dice.Below(3) + 1)
            .Select(_ => new { sku = dice.Of(known.Products).ItemNo, quantity = dice.Below(5) + 1 })
            .DistinctBy(line => line.sku);
        var order = new { customerId = customer, reference = $"PO {dice.Below(9000) + 1000}", lines };
        using var answer = await SendAsync(HttpMethod.Post, "/api/orders", stop, customer, JsonContent.Create(order));
        if (answer.IsSuccessStatusCode
            && await answer.Content.ReadFromJsonAsync<JsonObject>(stop) is { } made && (string?)made["id"] is { } id)
            known.Remember(id, customer);
    }

    private async Task EditCustomerAsync(CancellationToken stop)
    {
        var target = $"/api/customers/{dice.Of(known.Customers.Where(BackOffice.IsOfFrontEnds).ToList()).CustomerNo}";
        using var found = await SendAsync(HttpMethod.Get, target, stop);
        if (!found.IsSuccessStatusCode || await found.Content.ReadFromJsonAsync<JsonObject>(stop) is not { } customer)
            return;
        customer["note"] = dice.Of(["calls back on Monday", "prefers e-mail", "asked for the catalogue", "delivery before noon"]);
        var match = found.Headers.ETag?.ToString();
        (await SendAsync(HttpMethod.Put, target, stop, content: JsonContent.Create(customer), match: match)).Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string target, CancellationToken stop, string? customer = null, HttpContent? content = null,
        string? match = null)
    {
        using var request = new HttpRequestMessage(method, target) { Content = content };
        request.Headers.Add("User-Agent", dice.Of(Names));
        if (customer is not null)
            request.Headers.Add("X-Customer-Id", customer);
        if (match is not null)
            request.Headers.TryAddWithoutValidation("If-Match", match);
        return await http.SendAsync(request, stop);
    }
}

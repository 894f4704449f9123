using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hub.Tests;

namespace Hub.Host.Tests;

/// <summary>Settlement behind the facade: by whom the hub knows, once for each key, and with the caller in the ledger.</summary>
public sealed class SettlingInTheDemo(RunningDemo demo) : IClassFixture<RunningDemo>
{
    [Fact]
    public async Task An_order_is_invoiced_paid_and_credited_by_whom_the_hub_knows()
    {
        using var nobody = new HttpClient { BaseAddress = new Uri(demo.Url) };
        var order = new
        {
            orderId = "O-3001", customerId = "C-1001", lines = new[] { new { sku = "P-2009", quantity = 25, unitPrice = 1.15m } },
        };
        foreach (var path in new[] { "/api/invoices", "/api/payments", "/api/invoices/N-1001/credit-notes", "/api/tax-rates" })
            (await nobody.PostAsJsonAsync(path, order)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
        using var other = await CallerAsync("stranger", "orders");
        (await other.PostAsJsonAsync("/api/invoices", order)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var shop = await CallerAsync("shop", "settlement");
        // Finance has invoiced that order, which the link tells first.
        await Eventually.HoldsAsync("finance's invoice to be known", async () =>
            (await shop.PostAsJsonAsync("/api/invoices", order)).StatusCode == HttpStatusCode.Conflict);

        JsonElement invoice = default;
        for (var i = 0; i < 2; i++)
        {
            using var asked = new HttpRequestMessage(HttpMethod.Post, "/api/invoices")
            {
                Headers = { { "Idempotency-Key", "one" } }, Content = JsonContent.Create(order with { orderId = "O-demo" }),
            };
            using var made = await shop.SendAsync(asked);
            made.StatusCode.ShouldBe(HttpStatusCode.Created);
            invoice = await made.Content.ReadFromJsonAsync<JsonElement>();
        }

        var read = $"/api/invoices/{invoice.GetProperty("id").GetString()}";
        invoice.GetProperty("id").GetString().ShouldBe("N-1001");
        (await shop.GetFromJsonAsync<JsonElement>(read)).GetProperty("gross").GetDecimal().ShouldBe(34.21m);
        var payment = new { amount = 10m, paidOn = "2026-11-20", method = "transfer" };
        (await shop.PostAsJsonAsync($"{read}/payments", payment)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await shop.PostAsJsonAsync($"{read}/credit-notes", new { reason = "broken" })).StatusCode
            .ShouldBe(HttpStatusCode.Created);
        (await shop.GetFromJsonAsync<JsonElement>("/api/customers/C-1001/credit")).GetProperty("items")[0]
            .GetProperty("amount").GetDecimal().ShouldBe(10m);
        var entries = (await shop.GetFromJsonAsync<JsonElement>("/api/ledger/entries")).GetProperty("items").EnumerateArray();
        entries.Select(e => (e.GetProperty("kind").GetString(), e.GetProperty("postedBy").GetString()))
            .ShouldBe([("invoice", "shop"), ("payment", "shop"), ("creditNote", "shop")]);

        // What finance made is read by its own routes, and listed with the others.
        (await nobody.GetAsync("/api/invoices/I-4001")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var listed = await shop.GetFromJsonAsync<JsonElement>("/api/invoices?customerId=C-1001");
        listed.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("id").GetString())
            .ShouldBe(["I-4001", "I-4010", "I-4019", "N-1001"]);
    }

    private async Task<HttpClient> CallerAsync(string name, string capability)
    {
        var token = await demo.RunAsync("token", "create", name, "--role", "caller", "--capability", capability);
        return new HttpClient
        {
            BaseAddress = new Uri(demo.Url),
            DefaultRequestHeaders = { Authorization = new("Bearer", token.Output.Trim()) },
        };
    }
}

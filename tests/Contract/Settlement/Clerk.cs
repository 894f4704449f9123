using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Hub.Contract.Tests.Settlement;

/// <summary>
/// Invoices, pays, credits, cancels and pays back for one customer whatever comes to mind, some of it sent twice at once as by a
/// caller who did not wait for the answer.
/// </summary>
/// <param name="client">Asks settlement.</param>
/// <param name="customer">The customer, who may have other clerks.</param>
/// <param name="random">What comes to mind.</param>
/// <param name="again">The header by which a request that is sent again is known.</param>
public sealed class Clerk(HttpClient client, string customer, Random random, string again)
{
    private static int _orders;
    private readonly List<string> _invoices = [];

    /// <summary>Works until told to end, or for some steps; what breaks off is left as it is.</summary>
    public async Task WorkAsync(int steps, CancellationToken end = default)
    {
        for (var step = 0; step < steps && !end.IsCancellationRequested; step++)
        {
            try
            {
                await StepAsync();
            }
            catch (HttpRequestException)
            {
                // Whoever answered is gone; the next step is another request.
                await Task.Yield();
            }
        }
    }

    private Task StepAsync() => random.Next(_invoices.Count == 0 ? 1 : 9) switch
    {
        0 or 1 => InvoiceAsync(),
        2 => PostAsync($"/api/invoices/{Any()}/payments", $$"""{"amount": {{Amount(30)}}, {{Paid}}}"""),
        3 => PostAsync("/api/payments", $$"""{"customerId": "{{customer}}", "amount": {{Amount(80)}}, {{Paid}}}"""),
        4 => PostAsync("/api/payments", $$"""
            {"customerId": "{{customer}}", "amount": {{Amount(20)}}, "paidOn": "2026-11-20", "method": "credit"}
            """),
        5 => PostAsync("/api/payments", $$"""
            {"customerId": "{{customer}}", "amount": 50, {{Paid}},
             "allocations": [{"invoiceId": "{{Any()}}", "amount": {{Amount(30)}}}]}
            """),
        6 => PostAsync($"/api/customers/{customer}/refunds", $$"""{"amount": {{Amount(20)}}, "paidOn": "2026-11-21"}"""),
        7 => PostAsync($"/api/invoices/{Any()}/cancel", ""),
        _ => PostAsync(
            $"/api/invoices/{Any()}/credit-notes",
            random.Next(3) == 0 ? "{}" : $$"""{"lines": [{"number": 1, "quantity": {{random.Next(1, 4)}}}]}"""),
    };

    private const string Paid = "\"paidOn\": \"2026-11-20\", \"method\": \"transfer\"";

    private async Task InvoiceAsync()
    {
        var made = await PostAsync("/api/invoices", $$"""
            {"orderId": "O-{{Interlocked.Increment(ref _orders)}}-{{Guid.NewGuid():N}}", "customerId": "{{customer}}", "lines": [
              {"sku": "P-1", "quantity": {{random.Next(1, 6)}}, "unitPrice": {{random.Next(1, 99999)}}e-4},
              {"sku": "P-2", "quantity": {{random.Next(1, 6)}},
               "unitPrice": {{random.Next(1, 999)}}e-2, "taxCategory": "reduced"}]}
            """);
        if (made is { } invoice)
            _invoices.Add(invoice.GetProperty("id").GetString()!);
    }

    private string Any() => _invoices[random.Next(_invoices.Count)];

    private string Amount(int most) => (random.Next(1, most * 100) / 100m).ToString(CultureInfo.InvariantCulture);

    private async Task<JsonElement?> PostAsync(string path, string json)
    {
        var request = Guid.NewGuid().ToString();
        var sent = await Task.WhenAll(
            Enumerable.Range(0, random.Next(4) == 0 ? 2 : 1).Select(_ => SendAsync(request, path, json)));
        sent.ShouldAllBe(s => s.Status < 300 || s.Status == 409 || s.Status >= 502, string.Join('\n', sent));
        return sent.FirstOrDefault(s => s.Status < 300) is { Text: { } text } ? JsonElement.Parse(text) : null;
    }

    private async Task<(int Status, string? Text)> SendAsync(string id, string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Headers.Add(again, id);
        request.Content = json.Length == 0 ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, answer.StatusCode >= HttpStatusCode.BadRequest && text.Length == 0 ? null : text);
    }
}

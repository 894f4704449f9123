using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.Contract.Tests.Settlement;

/// <summary>All that settlement keeps, read from outside, and what must hold of it whatever has happened.</summary>
public sealed class Books
{
    private IReadOnlyList<JsonElement> _invoices = [];
    private IReadOnlyList<JsonElement> _payments = [];
    private IReadOnlyList<JsonElement> _entries = [];
    private readonly List<JsonElement> _notes = [];

    public int Entries => _entries.Count;

    public int Invoices => _invoices.Count;

    public static async Task<Books> ReadAsync(HttpClient client)
    {
        var books = new Books
        {
            _invoices = await ReadAllAsync(client, "/api/invoices?limit=200"),
            _payments = await ReadAllAsync(client, "/api/payments?limit=200"),
            _entries = await ReadAllAsync(client, "/api/ledger/entries?limit=200"),
        };
        foreach (var invoice in books._invoices.Where(i => i.TryGetProperty("credited", out _)))
            books._notes.AddRange(await ReadAllAsync(client, $"/api/invoices/{Text(invoice, "id")}/credit-notes"));
        return books;
    }

    public void ShouldBeSound()
    {
        _entries.ShouldAllBe(e => Lines(e).Sum(l => l.Amount) == 0);
        _entries.Select(e => e.GetProperty("number").GetInt64())
            .ShouldBe(Enumerable.Range(1, _entries.Count).Select(n => (long)n));
        _invoices.Select(i => Text(i, "id")).ShouldBe(Enumerable.Range(1001, _invoices.Count).Select(n => $"N-{n}"));

        // A document is posted once, and a cancelled invoice twice.
        _entries.Where(e => Text(e, "kind") == "invoice").Select(e => Text(e, "document"))
            .ShouldBe(_invoices.Select(i => Text(i, "id")), ignoreOrder: true);
        _entries.Where(e => Text(e, "kind") == "cancellation").Select(e => Text(e, "document"))
            .ShouldBe(_invoices.Where(IsCancelled).Select(i => Text(i, "id")), ignoreOrder: true);
        _entries.Where(e => Text(e, "kind") == "payment").Select(e => Text(e, "document"))
            .ShouldBe(_payments.Select(p => Text(p, "id")), ignoreOrder: true);
        _entries.Where(e => Text(e, "kind") == "creditNote").Select(e => Text(e, "document"))
            .ShouldBe(_notes.Select(n => Text(n, "id")), ignoreOrder: true);

        foreach (var customer in _invoices.Concat(_payments).Select(r => Text(r, "customerId")).Distinct().ToList())
            CustomerShouldBeSound(customer);
        foreach (var invoice in _invoices)
            InvoiceShouldBeSound(invoice);
    }

    private void CustomerShouldBeSound(string customer)
    {
        var lines = _entries.Where(e => Text(e, "customerId") == customer).SelectMany(Lines)
            .ToLookup(l => l.Account, l => l.Amount);
        lines["receivables"].Sum().ShouldBe(
            _invoices.Where(i => Text(i, "customerId") == customer && !IsCancelled(i)).Sum(Open), $"open of {customer}");
        lines["customerCredit"].Sum().ShouldBeLessThanOrEqualTo(0, $"credit of {customer}");
        // Every moment of it: credit was never used before it was there.
        var credit = 0m;
        foreach (var entry in _entries.Where(e => Text(e, "customerId") == customer))
            (credit -= Lines(entry).Where(l => l.Account == "customerCredit").Sum(l => l.Amount)).ShouldBeGreaterThanOrEqualTo(0);
    }

    private void InvoiceShouldBeSound(JsonElement invoice)
    {
        var (id, gross) = (Text(invoice, "id"), Decimal(invoice, "gross"));
        var paid = _payments.SelectMany(p => p.GetProperty("allocations").EnumerateArray())
            .Where(a => Text(a, "invoiceId") == id).Sum(a => Decimal(a, "amount"));
        var notes = _notes.Where(n => Text(n, "invoiceId") == id).ToList();
        Decimal(invoice, "paid").ShouldBe(paid, id);
        paid.ShouldBeLessThanOrEqualTo(gross, id);
        Credited(invoice).ShouldBe(notes.Sum(n => Decimal(n, "gross")), id);
        Credited(invoice).ShouldBeLessThanOrEqualTo(gross, id);
        Text(invoice, "status").ShouldBe(
            IsCancelled(invoice) ? "cancelled"
            : Open(invoice) == 0 ? "paid"
            : paid + Credited(invoice) > 0 ? "partlyPaid"
            : "open",
            id);
        if (IsCancelled(invoice))
            (paid, notes.Count).ShouldBe((0, 0), id);
    }

    private static decimal Open(JsonElement invoice) =>
        Math.Max(0, Decimal(invoice, "gross") - Decimal(invoice, "paid") - Credited(invoice));

    private static decimal Credited(JsonElement invoice) =>
        invoice.TryGetProperty("credited", out var credited) ? credited.GetDecimal() : 0;

    private static bool IsCancelled(JsonElement invoice) => Text(invoice, "status") == "cancelled";

    private static IEnumerable<(string Account, decimal Amount)> Lines(JsonElement entry) =>
        entry.GetProperty("lines").EnumerateArray().Select(l => (Text(l, "account"), Decimal(l, "amount")));

    private static string Text(JsonElement record, string member) => record.GetProperty(member).GetString()!;

    private static decimal Decimal(JsonElement record, string member) => record.GetProperty(member).GetDecimal();

    private static async Task<IReadOnlyList<JsonElement>> ReadAllAsync(HttpClient client, string path)
    {
        List<JsonElement> all = [];
        for (string? after = ""; after is not null;)
        {
            var page = await client.GetFromJsonAsync<JsonElement>(path + after);
            all.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : null;
        }

        return all;
    }
}

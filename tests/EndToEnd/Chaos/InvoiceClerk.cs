using System.Net.Http.Json;
using System.Text.Json;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>Posts invoices in finance and deletes every other one of them, some edits later.</summary>
internal sealed class InvoiceClerk(HttpClient finance, EditLedger ledger) : IWriter
{
    private const int Waits = 3;
    private readonly Queue<int> _posted = new();
    private int _edits;

    public Task EditAsync() => _edits++ % 3 == 2 && _posted.Count > Waits ? DeleteAsync() : PostAsync();

    private async Task PostAsync()
    {
        var invoice = new
        {
            cusNo = $"C-{1001 + (_edits % 50)}",
            docDt = 20261129,
            lines = new[] { new { itmNo = "P-2001", descr = "chaos", qty = 1000, unPrc = 10000, taxCd = 1 } },
        };
        using var answer = await finance.PostAsJsonAsync("/control/finance/invoices", invoice);
        answer.EnsureSuccessStatusCode();
        var number = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("docNo").GetInt32();
        _posted.Enqueue(number);
        End(number, Edit.There);
    }

    private async Task DeleteAsync()
    {
        var number = _posted.Dequeue();
        using var answer = await finance.DeleteAsync(new Uri($"/control/finance/invoices/{number}", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        End(number, Edit.Gone);
    }

    private void End(int number, string value) => ledger.End(
        ledger.Begin(new Edit("clerk", $"invoice I-{number}", Edit.Existence, value, Saw: null)), Outcome.Acknowledged, "");
}

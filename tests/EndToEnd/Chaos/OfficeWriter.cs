using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>
/// A clerk at the CRM itself, behind the hub's back: opens a customer, types another credit limit and saves, which the CRM
/// refuses where somebody else saved meanwhile.
/// </summary>
internal sealed class OfficeWriter(HttpClient crm, EditLedger ledger, string name, string number, int first) : IWriter
{
    private int _next = first;

    public async Task EditAsync()
    {
        var customer = (await crm.GetFromJsonAsync<JsonObject>($"/control/crm/customers/{number}"))!;
        var limit = (decimal)_next++;
        var edit = ledger.Begin(new Edit(
            name, $"customer {number}", "creditLimit", FieldText.Of(limit), FieldText.Of(customer["creditLimit"])));
        using var answer = await crm.PostAsJsonAsync(
            $"/control/crm/customers/{number}", new { creditLimit = limit, version = customer["version"]!.GetValue<int>() });
        ledger.End(
            edit, answer.IsSuccessStatusCode ? Outcome.Acknowledged : Outcome.Refused,
            await answer.Content.ReadAsStringAsync());
    }
}

using System.Text.Json.Nodes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>Replaces a customer without If-Match, by what it has itself: nobody else writes this customer.</summary>
internal sealed class PlainWriter(Front front, EditLedger ledger, string name, string id) : IWriter
{
    private JsonObject? _customer;
    private int _last;

    public async Task EditAsync()
    {
        _customer ??= (await front.SendAsync(HttpMethod.Get, $"/api/customers/{id}")).Body;
        if (_customer is null)
            return;
        var value = $"{name} {++_last}";
        _customer["note"] = value;
        var edit = ledger.Begin(new Edit(name, $"customer {id}", "note", value, Saw: null));
        var answer = await front.SendAsync(HttpMethod.Put, $"/api/customers/{id}", _customer);
        ledger.End(edit, answer.Outcome, answer.Told, answer.Tag?.Tag);
    }
}

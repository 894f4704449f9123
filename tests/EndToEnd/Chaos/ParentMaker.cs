using System.Text.Json.Nodes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>
/// Makes a customer, and an order for it once both sides know the customer. The order may be placed at the other side than the
/// customer was made at, where the customer is known by another key.
/// </summary>
internal sealed class ParentMaker(Front front, EditLedger ledger, string name) : IWriter
{
    private int _last;
    private string? _customer;
    private string? _id;
    private int _tries;

    public async Task EditAsync()
    {
        if (_id is null)
            await MakeAsync();
        else if (await front.IsAtAsync("legacy", $"/api/customers/{_id}")
            && await front.IsAtAsync("new", $"/api/customers/{_id}"))
            await PlaceAsync();
    }

    private async Task MakeAsync()
    {
        _customer = $"{name} {++_last}";
        var edit = ledger.Begin(new Edit(name, $"customer {_customer}", Edit.Existence, Edit.There, Saw: null));
        var answer = await front.SendAsync(HttpMethod.Post, "/api/customers", new JsonObject
        {
            ["name"] = _customer,
            ["status"] = "prospect",
            ["creditLimit"] = null,
            ["phones"] = new JsonArray(),
            ["addresses"] = new JsonArray(),
        });
        ledger.End(edit, answer.Outcome, answer.Told, answer.Tag?.Tag);
        (_id, _tries) = (answer.Body?["id"]!.GetValue<string>(), 0);
    }

    /// <summary>A refused order is placed again, under another reference.</summary>
    private async Task PlaceAsync()
    {
        var reference = $"chaos {name} {_last}.{++_tries}";
        var edit = ledger.Begin(new Edit(name, $"order {reference}", Edit.Existence, Edit.There, Saw: null));
        var answer = await front.SendAsync(HttpMethod.Post, "/api/orders", new JsonObject
        {
            ["customerId"] = _id,
            ["reference"] = reference,
            ["lines"] = new JsonArray(new JsonObject { ["sku"] = "P-2001", ["quantity"] = 1 }),
        });
        ledger.End(edit, answer.Outcome, answer.Told, answer.Tag?.Tag);
        if (answer.Outcome == Outcome.Acknowledged)
            ledger.End(
                ledger.Begin(new Edit(name, edit.Record, "customer", $"customer {_customer}", Saw: null)),
                Outcome.Acknowledged, "");
        if (answer.Outcome != Outcome.Refused)
            _id = null;
    }
}

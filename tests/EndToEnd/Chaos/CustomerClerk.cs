using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>
/// Makes a customer, edits it and deletes it: on the web right after the edit, or at the CRM itself once the edit is there,
/// since a deletion against an edit is a conflict, which a person settles.
/// </summary>
/// <param name="front">Sends what is done on the web.</param>
/// <param name="crm">The CRM; null to delete on the web.</param>
/// <param name="ledger">Keeps it.</param>
/// <param name="name">Who it is.</param>
internal sealed class CustomerClerk(Front front, HttpClient? crm, EditLedger ledger, string name) : IWriter
{
    private int _last;
    private int _notes;
    private JsonObject? _customer;
    private string _name = "";
    private bool _isEdited;

    public async Task EditAsync()
    {
        if (_customer is null)
            await MakeAsync();
        else if (!_isEdited)
            await NoteAsync();
        else if (crm is null)
            await DeleteAsync();
        else
            await DeleteInCrmAsync(crm);
    }

    private async Task MakeAsync()
    {
        (_name, _notes, _isEdited) = ($"{name} {++_last}", 0, false);
        var note = $"{_name} note 0";
        var (made, noted) = (BeginExistence(Edit.There), BeginNote(note));
        var answer = await front.SendAsync(HttpMethod.Post, "/api/customers", new JsonObject
        {
            ["name"] = _name,
            ["status"] = "prospect",
            ["creditLimit"] = null,
            ["phones"] = new JsonArray(),
            ["addresses"] = new JsonArray(),
            ["note"] = note,
        });
        ledger.End(made, answer.Outcome, answer.Told);
        ledger.End(noted, answer.Outcome, answer.Told);
        _customer = answer.Body;
    }

    private async Task NoteAsync()
    {
        var note = $"{_name} note {++_notes}";
        var changed = _customer!.DeepClone().AsObject();
        changed["note"] = note;
        var noted = BeginNote(note);
        var answer = await front.SendAsync(HttpMethod.Put, PathOf(_customer), changed);
        ledger.End(noted, answer.Outcome, answer.Told);
        if (answer.Outcome == Outcome.Acknowledged)
            (_customer, _isEdited) = (changed, true);
        // Whether it was made is not known, and so not what stands in the CRM: this customer stays.
        else if (answer.Outcome == Outcome.InDoubt)
            _customer = null;
    }

    private async Task DeleteAsync()
    {
        var gone = BeginExistence(Edit.Gone);
        var answer = await front.SendAsync(HttpMethod.Delete, PathOf(_customer!));
        ledger.End(gone, answer.Outcome, answer.Told);
        if (answer.Outcome != Outcome.Refused)
            _customer = null;
    }

    private async Task DeleteInCrmAsync(HttpClient crm)
    {
        var there = (await crm.GetFromJsonAsync<JsonElement>("/control/crm/customers")).EnumerateArray()
            .Where(c => c.GetProperty("name").GetString() == _name).ToList();
        if (there is not [var one] || !one.TryGetProperty("note", out var note)
            || note.GetString() != _customer!["note"]!.GetValue<string>())
            return;
        var gone = BeginExistence(Edit.Gone);
        using var answer = await crm.DeleteAsync(
            new Uri($"/control/crm/customers/{one.GetProperty("customerNo").GetString()}", UriKind.Relative));
        ledger.End(gone, answer.IsSuccessStatusCode ? Outcome.Acknowledged : Outcome.Refused, $"{answer.StatusCode}");
        _customer = null;
    }

    private Edit BeginExistence(string value) =>
        ledger.Begin(new Edit(name, $"customer {_name}", Edit.Existence, value, Saw: null));

    private Edit BeginNote(string value) => ledger.Begin(new Edit(name, $"customer {_name}", "note", value, Saw: null));

    private static string PathOf(JsonObject customer) => $"/api/customers/{customer["id"]!.GetValue<string>()}";
}

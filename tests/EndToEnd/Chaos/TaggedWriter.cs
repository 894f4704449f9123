using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Hub.EndToEnd.Tests.Chaos;

/// <summary>
/// Changes one field of a customer that others change as well: sends the customer as it was last read or answered, with its tag
/// as If-Match, and reads it again where that was refused.
/// </summary>
/// <param name="front">Sends it.</param>
/// <param name="ledger">Keeps it.</param>
/// <param name="name">Who it is.</param>
/// <param name="id">The customer.</param>
/// <param name="field">The field.</param>
/// <param name="valueOf">The value of an edit, by its number.</param>
internal sealed class TaggedWriter(
    Front front, EditLedger ledger, string name, string id, string field, Func<int, JsonNode> valueOf) : IWriter
{
    private JsonObject? _customer;
    private EntityTagHeaderValue? _tag;
    private int _last;

    public async Task EditAsync()
    {
        if (_customer is null)
        {
            var read = await front.SendAsync(HttpMethod.Get, $"/api/customers/{id}");
            (_customer, _tag) = (read.Body, read.Tag);
        }

        if (_customer is null || _tag is null)
            return;
        var (value, saw) = (valueOf(++_last), FieldText.Of(_customer[field]));
        var changed = _customer.DeepClone().AsObject();
        changed[field] = value;
        var edit = ledger.Begin(new Edit(name, $"customer {id}", field, FieldText.Of(value), saw));
        var answer = await front.SendAsync(HttpMethod.Put, $"/api/customers/{id}", changed, _tag);
        ledger.End(edit, answer.Outcome, answer.Told, answer.Tag?.Tag);
        (_customer, _tag) = (answer.Body, answer.Tag);
    }
}

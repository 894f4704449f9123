using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Recording;

/// <summary>
/// One call, masked: the request in the contract, what was sent, what came back, and what the contract made of it.
/// </summary>
internal static class RecordedExchange
{
    private const string Call = "call";

    /// <summary>Returns the id of the call that a recording is of.</summary>
    public static string CallOf(JsonNode exchange) => exchange[Call]!.ToString();

    /// <returns>The recording, or why there is none; that names no values.</returns>
    public static (JsonObject? Exchange, string? Problem) Of(
        MappedCall call, JsonNode sent, SystemOutcome said, ExchangeMask mask)
    {
        try
        {
            var exchange = new JsonObject { [Call] = call.Id, ["operation"] = call.Operation.Name };
            return Request(exchange, call, mask.Mask(sent, call.Operation.InputType, call.In.Table), mask.Plan)
                ?? Answer(exchange, call, said, mask)
                ?? ((JsonObject?, string?))(exchange, null);
        }
        catch (CannotMaskException e)
        {
            return (null, $"'{e.Message}' cannot be masked: its type or its mapping admits no other value. "
                + $"To record it as it is, say mask: {{ keep: [{e.Message}] }}");
        }
    }

    private static (JsonObject?, string?)? Request(JsonObject exchange, MappedCall call, JsonNode? sent, MaskPlan plan)
    {
        var errors = new List<DocumentError>();
        var request = call.In.Table.ToContract(sent, errors) ?? new JsonObject();
        foreach (var binding in call.In.Table.Bindings.Where(b => DocumentTree.TryGet(sent, b.Legacy, out _)))
            foreach (var condition in binding.When.Where(c => c.OfRequest))
                condition.TryMake(ref request!);
        var again = call.In.Table.ToLegacy(request, errors) ?? new JsonObject();
        Secrets.Hide(sent, call.In.Table, plan);
        Secrets.Hide(again, call.In.Table, plan);
        (exchange["request"], exchange["sent"]) = (request, sent);
        return errors.Count > 0 || JsonDifferences.Find(sent, again).Any()
            ? (null, "what was sent cannot be read backwards")
            : null;
    }

    private static (JsonObject?, string?)? Answer(JsonObject exchange, MappedCall call, SystemOutcome said, ExchangeMask mask)
    {
        if (said is Fault fault)
        {
            exchange["fault"] = new JsonObject
            {
                ["codes"] = new JsonArray([.. fault.Codes.Select(c => JsonValue.Create(c))]),
                ["detail"] = fault.DetailName,
            };
            exchange["status"] = call.Faults.Find(fault);
            return null;
        }

        var errors = new List<DocumentError>();
        var answered = mask.Mask((said as Answer)?.Document, call.Operation.OutputType, call.Out);
        (exchange["answered"], exchange["content"]) = (answered, call.Out?.ToContract(answered, errors));
        return errors.Count > 0
            ? (null, $"the answer cannot be read once it is masked: {DocumentError.Show(errors[0].Path)}")
            : null;
    }

    /// <summary>What today's mapping makes of a recording, where that is something else.</summary>
    public static IEnumerable<string> Replay(JsonObject exchange, MappedCall call, MaskPlan plan)
    {
        if (exchange["operation"]?.ToString() != call.Operation.Name)
            return [$"operation: {exchange["operation"]} was called, now {call.Operation.Name} is"];
        var errors = new List<DocumentError>();
        var sent = call.In.Table.ToLegacy(exchange["request"], errors) ?? new JsonObject();
        Secrets.Hide(sent, call.In.Table, plan);
        ImmutableArray<string> differences =
            [.. errors.Select(e => $"request: {e}"), .. JsonDifferences.Find(exchange["sent"], sent).Select(d => $"sent: {d}")];
        if (exchange["fault"] is JsonObject recorded)
        {
            var fault = new Fault(
                [.. (recorded["codes"] as JsonArray ?? []).OfType<JsonNode>().Select(c => c.ToString())],
                "",
                recorded["detail"]?.ToString(),
                null);
            return [
                .. differences,
                .. JsonDifferences.Find(exchange["status"], call.Faults.Find(fault)).Select(d => $"status: {d}"),
            ];
        }

        errors.Clear();
        var content = call.Out?.ToContract(exchange["answered"], errors);
        return [
            .. differences,
            .. errors.Select(e => $"answered: {e}"),
            .. JsonDifferences.Find(exchange["content"], content).Select(d => $"content: {d}"),
        ];
    }
}

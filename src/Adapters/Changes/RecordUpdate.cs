using System.Text.Json.Nodes;
using Hub.Adapters.Mapping;
using Hub.Adapters.Systems;
using Hub.Platform.Changes;

namespace Hub.Adapters.Changes;

/// <summary>
/// Brings a record that exists up to date. It is compared first, in the fields that can be written at all: a system
/// that does as told may be told again, and one that cannot be told must not be asked for what it already has.
/// </summary>
internal sealed class RecordUpdate(EntityDefinition entity, MappedCall create, SystemCalls calls)
{
    public async Task<ApplyResult> ApplyAsync(JsonObject content, string key, CancellationToken cancellation)
    {
        if (entity.Get is not { } get)
            return Refuse("it exists already, and without 'get' cannot be compared");
        var outcome = await calls.RunAsync(get, new JsonObject { ["key"] = key }, strict: false, cancellation);
        if (outcome is Refused { Status: < 500 } or RequestInvalid)
            return Refuse(CallFailures.Describe(outcome));
        if (outcome is not Answered { Content: var current })
            throw CallFailures.Unavailable(calls.System, outcome);
        if (IsSame(content, current))
            return new ApplyResult(ApplyOutcome.AlreadyApplied, key);
        if (entity.Update is not { } update)
            return Refuse("it was changed, and the plan has no 'update' for it");
        outcome = await calls.RunAsync(update, new JsonObject { ["key"] = key, ["body"] = content.DeepClone() }, strict: false, cancellation);
        return outcome switch
        {
            Answered => new ApplyResult(ApplyOutcome.Applied, key),
            RequestInvalid or Refused { Status: < 500 } => Refuse(CallFailures.Describe(outcome)),
            _ => throw CallFailures.Unavailable(calls.System, outcome),
        };
    }

    private bool IsSame(JsonObject wanted, JsonObject current) =>
        new[] { create, entity.Update }.OfType<MappedCall>().All(call => JsonNode.DeepEquals(Written(call, wanted), Written(call, current)));

    // In the system's terms, so that what it cannot hold does not count as a difference. References belong to one side.
    private JsonNode? Written(MappedCall call, JsonObject content)
    {
        var body = content.DeepClone().AsObject();
        if (entity.ExternalReference is [var reference])
            body.Remove(reference);
        return call.In.Table.ToLegacy(new JsonObject { ["body"] = body }, []);
    }

    private ApplyResult Refuse(string reason) => new(ApplyOutcome.Refused, null, $"{calls.System}: {reason}");
}

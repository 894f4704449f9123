using System.Text.Json.Nodes;
using Hub.Adapters.Calls;
using Hub.Platform.Changes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Changes;

/// <summary>
/// Brings a record that exists up to date. It is compared first, in the fields that can be written at all: a system
/// that does as told may be told again, and one that cannot be told must not be asked for what it already has. Where
/// an update needs the version that was read, what is compared and what the version is of are one reading.
/// </summary>
internal sealed class RecordUpdate(EntityDefinition entity, MappedCall create, SystemCalls calls)
{
    // Somebody else's changes, one after the other; who is still overtaken then comes back later.
    private const int MostAttempts = 5;

    public async Task<ApplyResult> ApplyAsync(JsonObject content, string key, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (result, outcome) = await TryAsync(content, key, cancellation);
            if (result is not null)
                return result;
            if (attempt == MostAttempts)
                throw CallFailures.Unavailable(calls.System, outcome!);
        }
    }

    /// <returns>No result when somebody changed the record in between.</returns>
    private async Task<(ApplyResult? Result, CallOutcome? Conflict)> TryAsync(
        JsonObject content, string key, CancellationToken cancellation)
    {
        if ((entity.Update?.Current ?? entity.Get) is not { } get)
            return (Refuse("it exists already, and without 'get' cannot be compared"), null);
        var outcome = await calls.RunAsync(get, new JsonObject { ["key"] = key }, strict: false, cancellation);
        if (outcome is Refused { Status: < 500 } or RequestInvalid)
            return (Refuse(CallFailures.Describe(outcome)), null);
        if (outcome is not Answered { Content: var answer })
            throw CallFailures.Unavailable(calls.System, outcome);
        var versioned = entity.Update?.Current is not null;
        if (IsSame(content, versioned ? answer[MappedCall.CurrentContent] as JsonObject ?? [] : answer))
            return (new ApplyResult(ApplyOutcome.AlreadyApplied, key), null);
        if (entity.Update is not { } update)
            return (Refuse("it was changed, and the plan has no 'update' for it"), null);
        var request = new JsonObject { ["key"] = key, ["body"] = content.DeepClone() };
        if (versioned)
            request[MappedCall.CurrentSource] = answer;
        outcome = await calls.RunAsync(update, request, strict: false, cancellation);
        return outcome switch
        {
            Answered => (new ApplyResult(ApplyOutcome.Applied, key), null),
            Refused { Status: StatusCodes.Status409Conflict } when versioned => (null, outcome),
            RequestInvalid or Refused { Status: < 500 } => (Refuse(CallFailures.Describe(outcome)), null),
            _ => throw CallFailures.Unavailable(calls.System, outcome),
        };
    }

    private bool IsSame(JsonObject wanted, JsonObject current) =>
        new[] { create, entity.Update }
            .OfType<MappedCall>()
            .All(call => JsonNode.DeepEquals(Written(call, wanted), Written(call, current)));

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

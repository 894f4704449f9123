using Hub.Adapters.Resources.Idempotency;
using Hub.Adapters.Systems;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Operations;

/// <summary>Operations, of which those that write may be sent again under the same <c>Idempotency-Key</c>.</summary>
internal sealed class IdempotentOperations(SystemAdapters adapters, OperationEndpoint endpoint, IdempotentWrites writes)
{
    public Task<IResult> AnswerAsync(string system, string operation, HttpContext context) =>
        IdempotentWrites.Asks(context.Request)
        && adapters.Find(system) is { } adapter
        && endpoint.Find(system, operation) is { Writes: true } offered
            ? OnceAsync(adapter, offered, context)
            : endpoint.AnswerAsync(system, operation, context);

    private async Task<IResult> OnceAsync(SystemAdapter adapter, OfferedOperation offered, HttpContext context)
    {
        var (system, operation) = (adapter.Definition.Name, offered.Operation.Name);
        // A repeat is audited as what it is: answered, and nothing done.
        var told = OperationResult.Repeated;
        await writes.AnswerAsync(
            context, $"{system}/operations/{operation}", OperationBody.LargestBody, adapter.Calls.Timeout * 2, async () =>
        {
            told = (OperationResult)await endpoint.AnswerAsync(system, operation, context);
            await told.ExecuteAsync(context);
        });
        return told.AlreadyWritten(context.Response.StatusCode);
    }
}

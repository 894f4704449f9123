using Hub.Adapters.Serving;
using Hub.Platform.Idempotency;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

/// <summary>Operations, of which those that write may be sent again under the same <c>Idempotency-Key</c>.</summary>
internal sealed class IdempotentOperations(
    SystemAdapters adapters, OperationEndpoint endpoint, OperationTrial trial, IdempotentWrites writes)
{
    /// <summary>Calls an operation.</summary>
    public Task<IResult> AnswerAsync(string system, string operation, HttpContext context) =>
        OnceAsync(system, operation, "call", context, endpoint.AnswerAsync);

    /// <summary>Tries an operation.</summary>
    public Task<IResult> TryAsync(string system, string operation, HttpContext context) =>
        OnceAsync(system, operation, "try", context, trial.RunAsync);

    private async Task<IResult> OnceAsync(
        string system, string operation, string act, HttpContext context, Func<string, string, HttpContext, Task<IResult>> answer)
    {
        if (!IdempotentWrites.Asks(context.Request)
            || adapters.Find(system) is not { } adapter
            || endpoint.Find(system, operation) is not { Writes: true } offered)
            return await answer(system, operation, context);
        var scope = new IdempotencyScope(
            $"system {adapter.Definition.Name}", $"{act} {offered.Operation.Name}", context.User.Identity?.Name,
            ByCredentials: true, Headers: []);
        // A repeat is audited as what it is: answered, and nothing done.
        if (await writes.BeginAsync(context, scope) is not { } write)
            return OperationResult.Repeated.AlreadyWritten(context.Response.StatusCode);
        try
        {
            var result = (OperationResult)await answer(system, operation, context);
            await result.ExecuteAsync(context);
            return result.AlreadyWritten(context.Response.StatusCode);
        }
        catch
        {
            write.Break();
            throw;
        }
        finally
        {
            await write.EndAsync();
        }
    }
}

using Hub.Adapters.Operations;
using Hub.Adapters.Serving;
using Hub.Adapters.Systems;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

/// <summary>
/// Calls an operation with the system's own document as JSON, nothing mapped, and answers with the system's own JSON.
/// </summary>
internal sealed class OperationEndpoint(SystemAdapters adapters)
{
    private const string SystemAuthorization = "X-System-Authorization";

    /// <summary>An operation by the names in an address, or null.</summary>
    public OfferedOperation? Find(string system, string name) => adapters.Find(system)?.Definition.Operations.Find(name);

    public async Task<IResult> AnswerAsync(string system, string operation, HttpContext context)
    {
        if (adapters.Find(system) is not { } adapter || adapter.Definition.Operations.Find(operation) is not { } offered)
            return OperationResult.Of(OperationProblems.NotFound(system, operation, adapters));
        var (document, unreadable) = await OperationBody.ReadAsync(context.Request, context.RequestAborted);
        if (document is null)
            return OperationResult.Of(unreadable!);
        var (answer, problem) = await OperationRun.RunAsync(
            adapter, offered, document, CallerOf(context.Request), exchange: null, context.RequestAborted);
        return answer is null ? OperationResult.Of(problem!) : OperationResult.Of(answer.Text, answer.Version);
    }

    /// <summary>
    /// Whom a call is made for, where the system wants to know its callers itself: <c>Authorization</c> is the hub's own here, so
    /// theirs for the system has a header of its own.
    /// </summary>
    public static Caller CallerOf(HttpRequest request) =>
        new(request.Headers[SystemAuthorization] is [{ Length: > 0 } one] ? one : null, CallerKey.Of(request.HttpContext));
}

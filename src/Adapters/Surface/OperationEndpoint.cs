using System.Text.Json;
using Hub.Adapters.Operations;
using Hub.Adapters.Resources;
using Hub.Adapters.Serving;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;
using Hub.Platform.Problems;
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
        if (FindProblem(offered.Operation, document) is { } unfit)
            return OperationResult.Of(unfit);
        var caller = CallerOf(context.Request);
        var prepared = adapter.Client.Prepare(offered.Operation, document, exchange: null, caller, reads: !offered.Writes);
        if (prepared.Errors.Count > 0)
            return OperationResult.Of(OperationProblems.Invalid(prepared.Errors));

        // A write once sent is seen to its end: a caller who hangs up must not leave it in doubt.
        var (said, _) = await adapter.Calls.For(caller).SendAsync(
            offered.Mapped, prepared, offered.Writes ? CancellationToken.None : context.RequestAborted);
        return said is Answer answer
            ? OperationResult.Of(answer.Text, answer.Version)
            : OperationResult.Of(OperationProblems.Of(said, system, offered));
    }

    /// <summary>
    /// Whom a call is made for, where the system wants to know its callers itself: <c>Authorization</c> is the hub's own here, so
    /// theirs for the system has a header of its own.
    /// </summary>
    public static Caller CallerOf(HttpRequest request) =>
        new(request.Headers[SystemAuthorization] is [{ Length: > 0 } one] ? one : null, CallerKey.Of(request.HttpContext));

    /// <summary>Why a document is none for an operation at all, or null.</summary>
    public static Problem? FindProblem(Operation operation, JsonText document) =>
        document.IsObject || (operation.InputType.IsValue && IsValue(document.Root))
        ? null
        : RequestFaults.Of(new DocumentError(
            [new DocumentStep("body")], $"must be {(operation.InputType.IsValue ? "a single value" : "an object")}"));

    private static bool IsValue(JsonElement document) => document.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array);
}

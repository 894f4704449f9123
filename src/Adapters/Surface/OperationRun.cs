using System.Text.Json;
using Hub.Adapters.Operations;
using Hub.Adapters.Resources;
using Hub.Adapters.Serving;
using Hub.Adapters.Systems;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Surface;

/// <summary>
/// Runs an operation with the system's own document, nothing mapped. Calls and trials both go this way, so that a trial
/// refuses what a call does.
/// </summary>
internal static class OperationRun
{
    /// <param name="adapter">The system.</param>
    /// <param name="offered">The operation.</param>
    /// <param name="document">The document.</param>
    /// <param name="caller">Whom it is made for.</param>
    /// <param name="exchange">Takes both messages, for a trial; null where nobody looks.</param>
    /// <param name="cancellation">Ends a read. A write once sent is seen to its end.</param>
    /// <returns>The system's answer, or the problem.</returns>
    public static async Task<(Answer? Answer, Problem? Problem)> RunAsync(
        SystemAdapter adapter, OfferedOperation offered, JsonText document, Caller caller, Exchange? exchange,
        CancellationToken cancellation)
    {
        if (FindProblem(offered.Operation, document) is { } unfit)
            return (null, unfit);
        var prepared = adapter.Client.Prepare(offered.Operation, document, exchange, caller, reads: !offered.Writes);
        if (FindFaults(offered.Operation, document, prepared) is { Count: > 0 } faults)
            return (null, OperationProblems.Invalid(faults));
        var (said, _) = await adapter.Calls.For(caller).SendAsync(
            offered.Mapped, prepared, offered.Writes ? CancellationToken.None : cancellation);
        return said is Answer answer
            ? (answer, null)
            : (null, OperationProblems.Of(said, adapter.Definition.Name, offered));
    }

    /// <summary>Returns the problem of a document that is neither an object nor the operation's single value, or null.</summary>
    private static Problem? FindProblem(Operation operation, JsonText document) =>
        document.IsObject || (operation.InputType.IsValue && IsValue(document.Root))
        ? null
        : RequestFaults.Of(new DocumentError(
            [new DocumentStep("body")], $"must be {(operation.InputType.IsValue ? "a single value" : "an object")}"));

    // What the document cannot be written for, and what has another form than the published one.
    private static IReadOnlyList<DocumentError> FindFaults(Operation operation, JsonText document, PreparedCall prepared)
    {
        var misformed = GivenDocument.FindFaults(operation.InputType, document.Root);
        return misformed.Count == 0
            ? prepared.Errors
            : [.. prepared.Errors, .. misformed.Where(m => !prepared.Errors.Any(e => e.Path.SequenceEqual(m.Path)))];
    }

    private static bool IsValue(JsonElement document) => document.ValueKind is not (JsonValueKind.Null or JsonValueKind.Array);
}

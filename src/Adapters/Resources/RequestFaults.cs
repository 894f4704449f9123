using Hub.ServiceKit.Problems;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>The faults of a request's document, as its caller is told of them.</summary>
internal static class RequestFaults
{
    /// <summary>A 400 that lists the faults.</summary>
    public static Problem Of(params IEnumerable<DocumentError> errors) =>
        new(StatusCodes.Status400BadRequest, Problem.HasFaults) { Errors = Show(errors), NothingDone = true };

    /// <summary>The faults, each with its path in the contract.</summary>
    public static IReadOnlyList<ProblemError> Show(IEnumerable<DocumentError> errors) =>
        [.. errors.Select(e => new ProblemError(Path(e), e.Problem))];

    // A body's path is what the caller wrote; the other sources are told apart by their root.
    private static string Path(DocumentError error) => error.Path is [{ Property: "body", Index: null }]
        ? "$"
        : DocumentError.Show(error.Path is [{ Property: "body", Index: null }, _, ..] ? error.Path[1..] : error.Path);
}

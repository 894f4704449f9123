using System.Text.Json.Nodes;
using Hub.Adapters.Operations;
using Hub.Adapters.Resources;
using Hub.Adapters.Serving;
using Hub.ServiceKit.Problems;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Surface;

/// <summary>
/// What a caller of an operation is told when it did not answer. It speaks in the system's own terms, so it also gets the
/// system's own fault, whole.
/// </summary>
internal static class OperationProblems
{
    public static Problem Of(SystemOutcome outcome, string system, OfferedOperation offered) =>
        ProblemOf(outcome, system, offered) with
        {
            NothingDone = !offered.Writes || outcome is Busy or Unreachable or Denied or Unheld
                || outcome is InvalidAnswer { NothingDone: true }
                || (outcome is Fault fault && !offered.MayBeDone(fault)),
        };

    private static Problem ProblemOf(SystemOutcome outcome, string system, OfferedOperation offered) => outcome switch
    {
        // A fault that the contract does not declare may come from behind the commit.
        Fault fault when offered.MayBeDone(fault) => InDoubt(
            StatusCodes.Status502BadGateway,
            $"{system} answered with a fault{(fault.Text.Length > 0 ? $" ({fault.Text})" : "")}",
            system) with
        {
            More = [new("fault", Show(fault))],
        },
        Fault fault when offered.IsRefused(fault) => new Problem(
            offered.StatusOf(fault),
            $"{system} refused the request, and nothing was done{(fault.Text.Length > 0 ? $": {fault.Text}" : ".")}")
        {
            More = [new("fault", Show(fault))],
        },
        Fault fault => new Problem(
            offered.StatusOf(fault), fault.Text is { Length: > 0 } text ? text : $"{system} refused, and did not say why.")
        {
            More = [new("fault", Show(fault))],
        },
        Unheld { Error: var error } => Invalid([error]),
        Busy { OfSystem: true } busy =>
            new Problem(StatusCodes.Status503ServiceUnavailable, $"{system} takes no more calls for now; nothing was done.")
        {
            RetryAfter = busy.RetryAfter,
        },
        Busy busy =>
            new Problem(StatusCodes.Status503ServiceUnavailable, $"{system} has as many calls as it may have; nothing was sent.")
        {
            RetryAfter = busy.RetryAfter,
        },
        Unreachable => new Problem(StatusCodes.Status502BadGateway, $"{system} cannot be reached; nothing was sent."),
        // Not 401: the token for the hub is not the one at fault.
        Denied { OfCaller: true } => new Problem(
            StatusCodes.Status403Forbidden,
            $"{system} does not accept the credentials in X-System-Authorization; nothing was done."),
        Denied =>
            new Problem(StatusCodes.Status502BadGateway, $"The hub's credentials for {system} were refused; nothing was done."),
        NoAnswer no when offered.Writes =>
            InDoubt(
                StatusCodes.Status504GatewayTimeout,
                $"{system} {(no.TimedOut ? "did not answer in time" : "broke the connection off")}",
                system),
        NoAnswer { TimedOut: true } => new Problem(StatusCodes.Status504GatewayTimeout, $"{system} did not answer in time."),
        NoAnswer => new Problem(StatusCodes.Status502BadGateway, $"{system} broke the connection off."),
        InvalidAnswer { NothingDone: false } invalid when offered.Writes =>
            InDoubt(StatusCodes.Status502BadGateway, $"{system} gave no usable answer ({invalid.Reason})", system),
        InvalidAnswer invalid =>
            new Problem(StatusCodes.Status502BadGateway, $"{system} gave no usable answer: {invalid.Reason}."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is a kind of outcome nobody thought of."),
    };

    /// <summary>
    /// The request is not what the operation takes; each fault with its path, which does not name the body, as the document
    /// is the body.
    /// </summary>
    public static Problem Invalid(IEnumerable<DocumentError> errors) =>
        RequestFaults.Of(errors.Select(e => e with { Path = [new DocumentStep("body"), .. e.Path] }));

    /// <summary>No such system, or no such operation.</summary>
    public static Problem NotFound(string system, string name, SystemAdapters adapters)
    {
        if (adapters.Find(system) is not { Definition: { } definition })
            return new Problem(
                StatusCodes.Status404NotFound,
                $"There is no wrapped system '{Spelling.Shorten(system)}'"
                + (Spelling.DidYouMean(system, adapters.All.Select(a => a.Definition.Name)) is { Length: > 0 } meant
                    ? meant
                    : "; ./hub systems lists those there are."));
        if (definition.Contract.WhyUnsupported(name) is { } why)
            return new Problem(StatusCodes.Status501NotImplemented, $"Operation '{name}' of {system} cannot be called: {why}.");
        var alike = definition.Operations.Alike(name);
        return alike.Length > 1
            ? new Problem(
                StatusCodes.Status404NotFound,
                $"'{name}' may be {string.Join(" or ", alike.Select(o => $"'{o.Operation.Name}'"))}; write it exactly.")
            : new Problem(
                StatusCodes.Status404NotFound,
                $"{system} has no operation '{name}'{Meant(name, definition.Contract.OperationNames)} "
                + $"./hub systems {system} lists those it has.");
    }

    private static string Meant(string name, IEnumerable<string> known) =>
        Spelling.EndSentence(Spelling.DidYouMean(name, known));

    private static Problem InDoubt(int status, string what, string system) =>
        new(
            status,
            $"{what}, and may have carried the request out. The hub does not send it again: look in {system} before you do.")
        {
            Title = Problem.OutcomeUnknown,
        };

    private static JsonObject Show(Fault fault) => new()
    {
        ["name"] = fault.Name,
        ["codes"] = new JsonArray([.. fault.Codes.Select(c => JsonValue.Create(c))]),
        ["detail"] = fault.Detail?.Node?.DeepClone(),
    };
}

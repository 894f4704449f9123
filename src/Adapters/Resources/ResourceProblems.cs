using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Hub.Adapters.Calls;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Hub.Soap.Shapes;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources;

/// <summary>
/// What a caller is told when a system did not answer as hoped. Nothing of the system's insides but the text of its fault.
/// </summary>
internal static partial class ResourceProblems
{
    public static Problem Of(CallOutcome outcome, string system, Resource resource, bool write, SideRequest request) =>
        ProblemOf(outcome, system, resource, write, request) with
        {
            // What only reads comes before the write, if there is one.
            NothingDone = !write || outcome is RequestInvalid or Refused or NotSent or CredentialsRefused or Failed,
        };

    private static Problem ProblemOf(
        CallOutcome outcome, string system, Resource resource, bool write, SideRequest request) => outcome switch
    {
        // No record of this system can have a key that the system cannot write.
        RequestInvalid { Errors: var errors } when errors.All(e => e.Path is [{ Property: "path" }, ..]) =>
            new Problem(StatusCodes.Status404NotFound, $"There is no such record: {NoKey(errors[0])}."),
        RequestInvalid { Errors: var errors } =>
            RequestFaults.Of(errors),
        Refused { Undeclared: not null } refused => new Problem(
            refused.Status,
            $"{system} refused the request{(write ? ", and nothing was done" : "")}{Because(refused.Text)}"),
        Refused refused =>
            new Problem(refused.Status, refused.Text)
            {
                RetryAfter = refused.Status == StatusCodes.Status503ServiceUnavailable ? TimeSpan.FromSeconds(1) : null,
                Challenge = refused.Status == StatusCodes.Status401Unauthorized ? refused.Challenge ?? "Basic" : null,
                Errors = refused.Field is { } field ? [new ProblemError(field, refused.Text)] : [],
            },
        NotSent { OfSystem: true } busy =>
            new Problem(StatusCodes.Status503ServiceUnavailable, $"{system} takes no more calls for now; nothing was done.")
            {
                RetryAfter = busy.RetryAfter,
            },
        NotSent { Busy: true } busy =>
            new Problem(StatusCodes.Status503ServiceUnavailable, $"{system} has as many calls as it may have; nothing was sent.")
            {
                RetryAfter = busy.RetryAfter,
            },
        NotSent unsent =>
            new Problem(StatusCodes.Status502BadGateway, $"{system} cannot be reached; nothing was sent.")
            {
                RetryAfter = unsent.RetryAfter,
            },
        // Never 401: the caller's credentials are not the ones at fault.
        CredentialsRefused =>
            new Problem(StatusCodes.Status502BadGateway, $"The hub's credentials for {system} were refused; nothing was done."),
        Failed { Unreadable: { Length: > 0 } row } when write => new Problem(
            StatusCodes.Status502BadGateway, $"{system} did not give a usable answer, and nothing was done: {row}."),
        Failed failed when write =>
            new Problem(StatusCodes.Status502BadGateway, $"{system} failed; nothing was done.{Said(failed.Text)}"),
        InDoubt doubt when write => Unknown(doubt, system, resource, request),
        InDoubt { Cause: InDoubtCause.TimedOut } =>
            new Problem(StatusCodes.Status504GatewayTimeout, $"{system} did not answer in time."),
        Failed { Text.Length: > 0 } or InDoubt { Text.Length: > 0 } =>
            new Problem(StatusCodes.Status502BadGateway, $"{system} answered with a fault.{Said(TextOf(outcome))}"),
        Failed { Unreadable: { Length: > 0 } row } => Unusable(system, row),
        InDoubt { Unreadable: { Length: > 0 } row } => Unusable(system, row),
        _ => new Problem(StatusCodes.Status502BadGateway, $"{system} did not give a usable answer."),
    };

    // The caller knows the path, and no document that it would stand in.
    private static string NoKey(DocumentError error) =>
        error.Path is [_, { Property: var name }, ..] ? $"'{name}' in the path: {error.Problem}" : error.Problem;

    private static Problem Unusable(string system, string why) =>
        new(StatusCodes.Status502BadGateway, $"{system} did not give a usable answer: {why}.");

    private static string TextOf(CallOutcome outcome) =>
        outcome switch { Failed failed => failed.Text, InDoubt doubt => doubt.Text, _ => "" };

    private static string Because(string text) => text.Length > 0 ? $": {text}" : ".";

    private static string Said(string text) => text.Length > 0 ? $" It said: {text}" : "";

    private static Problem Unknown(InDoubt doubt, string system, Resource resource, SideRequest request)
    {
        var reference = resource.SendsRequestId ? request.RequestId : null;
        var find = reference is null ? "" : $" It can be found by its external reference {reference}.";
        var (status, what) = doubt.Cause switch
        {
            InDoubtCause.TimedOut => (StatusCodes.Status504GatewayTimeout, "did not answer in time"),
            InDoubtCause.Broken => (StatusCodes.Status504GatewayTimeout, "broke the connection off"),
            _ when doubt.Text.Length > 0 => (StatusCodes.Status502BadGateway, $"answered with a fault ({doubt.Text})"),
            _ when doubt.Unreadable is { Length: > 0 } row =>
                (StatusCodes.Status502BadGateway, $"gave no usable answer ({row})"),
            _ => (StatusCodes.Status502BadGateway, "gave no usable answer"),
        };
        return new Problem(
            status,
            $"{system} {what}, and may have carried the request out. "
            + (resource.Linked
                ? $"The hub does not send it again; if {system} has committed it, the record appears through sync.{find}"
                : $"The hub does not send it again: look in {system} before you do.{find}"))
        {
            Title = Problem.OutcomeUnknown,
            More = reference is null ? [] : [new("externalReference", reference), .. Lookup(reference)],
        };

        IEnumerable<KeyValuePair<string, JsonNode?>> Lookup(string reference) => resource.Lookup is { } lookup
            ? [new("lookup", Field.Replace(lookup, field => Uri.EscapeDataString(Filled(field.Groups["name"].Value))))]
            : [];

        string Filled(string name) => (name == "externalReference" ? reference : request.Values[name]?.ToString()) ?? "";
    }

    [GeneratedRegex(
        @"\{(?<name>[^}]+)\}",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Field { get; }
}

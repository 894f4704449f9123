using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Hub.Facade.Answers;

/// <summary>Answers the hub makes itself, as problem+json (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>
    /// Gives what the framework answers by itself the members that all other problems have; a failure is written anew, and
    /// still says which request it was.
    /// </summary>
    public static void Shape(ProblemDetailsContext context)
    {
        var (details, http) = (context.ProblemDetails, context.HttpContext);
        http.Response.Headers[HubHeaders.RequestId] = http.TraceIdentifier;
        (details.Type, details.Title) =
            ("about:blank", ReasonPhrases.GetReasonPhrase(details.Status ?? http.Response.StatusCode));
        details.Detail ??= context.Exception switch
        {
            StoreNotWritableException { Reason: var reason } => $"The store cannot be written: {reason}. Nothing was done.",
            BadHttpRequestException fault => ExplainBody(fault),
            _ => $"The hub failed. Its log tells why, under the request id {http.TraceIdentifier}.",
        };
        details.Extensions.Remove("traceId");
    }

    /// <summary>Returns what is wrong with a body that the server could not read to its end.</summary>
    public static string ExplainBody(BadHttpRequestException fault) =>
        $"The request's body could not be read to its end: {fault.Message} Send it again, framed as its headers say.";

    /// <summary>Answers for a request that was sent to no side, or of which a side surely did nothing.</summary>
    public static Task WriteAsync(HttpContext context, int status, string detail) =>
        WriteAsync(context, new Problem(status, detail) { NothingDone = true });

    /// <summary>Answers for a write that may have been carried out.</summary>
    public static Task WriteInDoubtAsync(HttpContext context, int status, string detail) =>
        WriteAsync(context, new Problem(status, detail) { Title = Problem.OutcomeUnknown });

    /// <summary>Answers with a problem in place of a side.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Features.Set(AnsweredByHub.Instance);
        return problem.WriteAsync(context);
    }
}

/// <summary>Marks a request that the facade answered in place of a side.</summary>
internal sealed class AnsweredByHub
{
    public static AnsweredByHub Instance { get; } = new();
}

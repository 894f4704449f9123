using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Answers;

/// <summary>How a request is answered that ends in an exception.</summary>
internal static class FailureAnswers
{
    /// <summary>Returns options of the exception handler that choose the status.</summary>
    public static ExceptionHandlerOptions Options() => new()
    {
        StatusCodeSelector = e => e switch
        {
            // What the server refuses while a body is read is the caller's doing: too large, too slow, broken off.
            BadHttpRequestException bad => bad.StatusCode,
            // Only the hub's own surface asks the store; it can be asked again when that is back.
            DbException => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        },
    };
}

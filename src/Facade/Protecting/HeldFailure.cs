using Hub.Platform.Asking;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Protecting;

/// <summary>The body of an answer: passed on as written, but for a failure's, which is short and is held.</summary>
internal sealed class HeldFailure(HttpContext context) : CapturedBody(context, Longest)
{
    private const int Longest = 64 * 1024;

    protected override bool Holds(bool flushed) =>
        !Response.HasStarted && Response.StatusCode >= StatusCodes.Status500InternalServerError;
}

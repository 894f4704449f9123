using Hub.Platform.Surface;
using Hub.ServiceKit.Problems;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Tells answers that say the request was not carried out, and may be sent again under its key, from those that are its
/// outcome. A refusal of what was asked (403, 404, 409, 412, 422) is an outcome: it is what every repeat is answered.
/// </summary>
public static class NothingDone
{
    /// <summary>Whether the response says so, by its status or by the problem that the hub itself answers with.</summary>
    public static bool Says(HttpContext context) => context.Response.StatusCode switch
    {
        // Tried only: the same request without the wish is another one's outcome.
        _ when DryRunPreference.WasApplied(context.Response.Headers[DryRunPreference.AppliedHeader]) => true,
        // What the caller has to put right, or has to send elsewhere, or otherwise, or later.
        StatusCodes.Status400BadRequest or StatusCodes.Status401Unauthorized or StatusCodes.Status405MethodNotAllowed
            or StatusCodes.Status406NotAcceptable or StatusCodes.Status407ProxyAuthenticationRequired
            or StatusCodes.Status408RequestTimeout or StatusCodes.Status411LengthRequired
            or StatusCodes.Status413PayloadTooLarge or StatusCodes.Status414UriTooLong
            or StatusCodes.Status415UnsupportedMediaType or StatusCodes.Status417ExpectationFailed
            or StatusCodes.Status421MisdirectedRequest or TooEarly or StatusCodes.Status426UpgradeRequired
            or StatusCodes.Status428PreconditionRequired or StatusCodes.Status429TooManyRequests
            or StatusCodes.Status431RequestHeaderFieldsTooLarge
            or StatusCodes.Status307TemporaryRedirect or StatusCodes.Status308PermanentRedirect => true,
        >= StatusCodes.Status500InternalServerError and var status =>
            context.Features.Get<Problem>() is { } problem ? problem.NothingDone && problem.Status == status
            : context.Features.Get<Marked>() is not null
                // Its own words: it did not handle the request, and says when it will.
                || (status == StatusCodes.Status503ServiceUnavailable && context.Response.Headers.RetryAfter.Count > 0),
        _ => false,
    };

    /// <summary>Notes that the side's answer carries <see cref="HubHeaders.NothingDone"/>.</summary>
    public static void Mark(HttpContext context) => context.Features.Set(Marked.Instance);

    private const int TooEarly = 425;

    private sealed class Marked
    {
        public static readonly Marked Instance = new();
    }
}

using System.Globalization;
using Hub.Facade.Answers;
using Hub.Platform.Asking;
using Hub.Platform.Surface;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Protecting;

/// <summary>A side that is sent no more than it can take, and asked again or passed over where that does no harm.</summary>
internal sealed class ProtectedSide(
    string route, Destination destination, RequestDelegate side, RequestDelegate? fallback, ProtectionTelemetry telemetry)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // Only what changes nothing and has no body to be lost may be sent twice.
        var repeatable = IsRepeatable(context);
        var asked = context.Features.Get<AskedFeature>() is { Request.InBackground: true } background ? background : null;
        // A shadow asks what this side says, not what legacy says for it.
        var instead = asked is null ? fallback : null;
        var attempt = new SideAttempt();
        context.Features.Set(attempt);
        NotAsked? refusal = null;
        for (var left = repeatable ? destination.Plan.Retries : 0; left >= 0; left--)
        {
            attempt.Begin(holdsBack: repeatable && (left > 0 || instead is not null));
            refusal = await destination.TryAsync(side, attempt, context, inBackground: asked is not null);
            if (refusal is not null)
                break;
            if (attempt.Failure is null
                || !attempt.HoldsBack
                || context.Response.HasStarted
                || context.RequestAborted.IsCancellationRequested)
                return;
            Forget(context);
        }

        context.Features.Set<SideAttempt>(null);
        if (repeatable && instead is not null)
        {
            await FallBackAsync(context, instead, refusal?.Reason ?? attempt.Failure!);
            return;
        }

        if (asked is not null)
            asked.HadNoRoom = refusal!.IsFull;
        await RefuseAsync(context, refusal!);
    }

    /// <summary>The failed try's status, which is all that was taken over of it, and who made it.</summary>
    private static void Forget(HttpContext context)
    {
        context.Features.Set<AnsweredByHub>(null);
        context.Response.StatusCode = StatusCodes.Status200OK;
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = null;
    }

    private static bool IsRepeatable(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method)
            || HttpMethods.IsHead(context.Request.Method)
            || HttpMethods.IsOptions(context.Request.Method))
        && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody != true
        && context.Request.Headers.Upgrade.Count == 0;

    private Task FallBackAsync(HttpContext context, RequestDelegate legacy, string reason)
    {
        telemetry.FellBack(route);
        context.Features.Set(FellBack.ToLegacy);
        RequestScope.Explain($"the new side could not answer ({reason}), so legacy did");
        if (context.Response.Headers.ContainsKey(HubHeaders.Side))
            context.Response.Headers[HubHeaders.Side] = "legacy";
        return legacy(context);
    }

    private Task RefuseAsync(HttpContext context, NotAsked refusal)
    {
        telemetry.Refused(route);
        RequestScope.Explain($"the side was not asked: {refusal.Reason}");
        var seconds = Math.Max(1, Math.Ceiling(refusal.RetryAfter.TotalSeconds));
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.WriteAsync(
            context,
            StatusCodes.Status503ServiceUnavailable,
            $"The side that answers this was not asked: {refusal.Reason}. Nothing was sent.");
    }
}

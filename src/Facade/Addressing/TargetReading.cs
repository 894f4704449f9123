using Hub.Facade.Answers;
using Hub.Facade.Cors;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Addressing;

/// <summary>
/// Reads a request's target before a route is found. Its path is decoded exactly once. Where the server behind may read
/// another path than the hub does, one that other callers may be asked for, the request is refused.
/// </summary>
internal sealed class TargetReading(RequestDelegate next, PathClaims claims, CurrentRouting routing, CorsAnswers cors)
{
    public Task InvokeAsync(HttpContext context) =>
        RequestTarget.IsPlain(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget)
            ? next(context)
            : ReadAsync(context, context.Features.GetRequiredFeature<IHttpRequestFeature>());

    private Task ReadAsync(HttpContext context, IHttpRequestFeature request)
    {
        if (request.RawTarget == "*" && HttpMethods.IsOptions(request.Method))
        {
            context.Response.Headers.Allow = OtherMethods.All;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        if (RequestTarget.InOriginForm(request.RawTarget) is not { } target)
            return RefuseAsync(context, "The target of a request is a path, such as /api/orders; the hub is not a proxy.");
        if (RequestTarget.HasControls(target))
            return RefuseAsync(context, "The target holds a control character as it is; encode it, as in %09.");
        request.RawTarget = target;
        var path = RequestTarget.PathOf(target);
        if (path.Contains('#'))
            return RefuseAsync(context, "A path has no '#'; write %23 where the character is meant.");
        var readings = PathReadings.Of(path);
        context.Request.Path = new PathString(readings.Own);
        var isOwn = OwnPaths.Include(readings.Own);
        // Without the dots it would be the path of another endpoint, a list where a name was meant.
        if (isOwn && readings.HasDots)
            return RefuseAsync(context, $"The hub has nothing at {path}.", StatusCodes.Status404NotFound);
        return isOwn || readings is { Simple: null, HidesDots: false, Others.Count: 0 }
            ? next(context)
            : ChooseAsync(context, readings);
    }

    private async Task ChooseAsync(HttpContext context, PathReadings readings)
    {
        var method = context.Request.Method;
        var claim = PathClaim.First(await claims.FindAsync(context, readings.Own), method);
        var leavesOut = readings.HasEncodedDots;
        if (claim is null && readings is { HidesDots: false, Simple: { } simple } && !OwnPaths.Include(simple))
        {
            claim = PathClaim.First(await claims.FindAsync(context, simple), method);
            // The side reads the target as it was sent, and the route guards it whichever way that is.
            if (claim is not null)
                context.Request.Path = new PathString(simple);
            leavesOut |= readings.HasEmptySegments;
        }

        if (leavesOut && claim?.Route?.ReadsPath == true)
            await RefuseAsync(context, PathValues.NoKey, StatusCodes.Status404NotFound);
        else if (claim?.Route?.IsHosted != true && await IsAmbiguousAsync(context, readings, claim))
            await RefuseAsync(
                context,
                "The path can be read in more than one way; encode it once, without '..', backslashes, control characters, empty "
                + "segments, parameters (;), sessions ((S(x))) or letters that are only like those meant.");
        else
            await next(context);
    }

    private async ValueTask<bool> IsAmbiguousAsync(HttpContext context, PathReadings readings, PathClaim? claim)
    {
        if (readings.HidesDots)
            return true;
        foreach (var reading in readings.Simple is { } simple ? readings.Others.Prepend(simple) : readings.Others)
        {
            if (OwnPaths.Include(reading))
                return true;
            if (PathClaim.First(await claims.FindAlikeAsync(context, reading), context.Request.Method) is { } other
                && other.Route?.Route.Capability.Name != claim?.Route?.Route.Capability.Name)
                return true;
        }

        return false;
    }

    private Task RefuseAsync(HttpContext context, string why, int status = StatusCodes.Status400BadRequest)
    {
        if (routing.Snapshot.Plan.Cors is { } plan)
            cors.Prepare(context, plan);
        return Problems.WriteAsync(context, status, why);
    }
}

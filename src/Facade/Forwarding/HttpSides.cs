using System.Net;
using Hub.Facade.Answers;
using Hub.Facade.Connections;
using Hub.Facade.Protecting;
using Hub.Platform.Asking;
using Hub.Platform.Lifetime;
using Hub.Platform.Plan;
using Hub.Platform.Telemetry;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Forwarding;

/// <summary>Sides at an HTTP address, through YARP's forwarder.</summary>
internal sealed class HttpSides(
    IHttpForwarder forwarder, SideTransforms transforms, SideConnections connections, Readiness readiness, TimeProvider time)
{
    /// <summary>Everything as it came: method, target, headers and body.</summary>
    /// <param name="address">Where it goes.</param>
    /// <param name="rewrite">Whether the side's own address becomes the public one in what it answers.</param>
    public RequestDelegate PassThrough(Uri address, bool rewrite = false)
    {
        var side = At(address);
        return Send(side, transforms.PassThrough(side, rewrite ? new PublicAddresses(address) : null));
    }

    /// <summary>A side at an address, with a path of its own or the request's.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="target">What the plan says of it.</param>
    /// <param name="timeout">How long it may give no sign of life; null for the hub's own patience.</param>
    public RequestDelegate For(Uri address, SideTarget target, TimeSpan? timeout = null)
    {
        var side = At(address);
        var rewrite = target.RewritesLocation ? new PublicAddresses(address) : null;
        return Send(side, transforms.To(side, target.Path, rewrite), timeout);
    }

    /// <summary>A side hosted by another process of this hub.</summary>
    public RequestDelegate AtPeer(Uri peer, string side, string secret)
    {
        var client = At(peer);
        // What the peer would refuse as too large is refused here, where the caller still hears of it.
        return Send(client, transforms.ToPeer(client, side, secret), bounded: true);
    }

    private SideClient At(Uri address) => connections.Shared(address.GetLeftPart(UriPartial.Authority));

    private RequestDelegate Send(
        SideClient side, HttpTransformer transformer, TimeSpan? timeout = null, bool bounded = false)
    {
        var config = LongLived.Within(timeout);
        return context => SendAsync(context, side, transformer, config, bounded);
    }

    private async Task SendAsync(
        HttpContext context, SideClient side, HttpTransformer transformer, ForwarderRequestConfig config, bool bounded)
    {
        LongLived.Prepare(context, readiness, bounded);
        if (!connections.TryFind(context, side, out var own))
        {
            RequestScope.Explain("too many callers have connections of their own");
            await RefuseConnectionAsync(
                context,
                $"{SideConnections.Most} callers have authenticated connections to sides already; nothing was sent. "
                + "Come back soon.");
            return;
        }

        var chosen = LongLived.ConfigOf(context.Request, config);
        var error = own is null
            ? await forwarder.SendAsync(context, side.Prefix, side, chosen, transformer)
            : await SendAsync(context, own, chosen, transformer);
        if (error == ForwarderError.None)
        {
            if (side.Trouble is not null)
                side.Trouble = null;
            return;
        }

        var exception = context.Features.Get<IForwarderErrorFeature>()?.Exception;
        var why = ForwarderFailures.Explain(error, exception);
        RequestScope.Explain(why);
        if (ForwarderFailures.IsUnreachable(exception) && exception?.GetBaseException() is not NoConnectionLeftException)
            side.Fail(why, time.GetUtcNow());
        OwnHeaders.Restore(context);
        if (FindFaultOfBody(exception) is { } fault
            && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            await Problems.WriteAsync(context, fault.StatusCode, fault.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? "The body is larger than the hub takes for a hosted side."
                : Problems.ExplainBody(fault));
            return;
        }

        // A caller who hung up, or sent half of a body, is no failure of the side's.
        var byCaller = context.RequestAborted.IsCancellationRequested
            || error is ForwarderError.RequestBodyClient or ForwarderError.RequestCanceled;
        var heldBack = !byCaller && context.Features.Get<SideAttempt>()?.Fail(ForwarderFailures.Tell(error, exception)) == true;
        if (!heldBack && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            if (exception?.GetBaseException() is NoConnectionLeftException full)
            {
                await RefuseConnectionAsync(context, $"{full.Message}; nothing was sent. Come back soon.");
                return;
            }

            var (status, answer) = (context.Response.StatusCode, ExplainAnswer(context));
            await (IsInDoubt(context)
                ? Problems.WriteInDoubtAsync(context, status, answer ?? ForwarderFailures.TellInDoubt(exception))
                : Problems.WriteAsync(context, status, answer ?? ForwarderFailures.Tell(error, exception)));
        }
    }

    // A body that is malformed or breaks off is the caller's fault, and may have reached the side in part.
    private static BadHttpRequestException? FindFaultOfBody(Exception? exception) => exception switch
    {
        null => null,
        BadHttpRequestException fault => fault,
        AggregateException several => several.InnerExceptions.Select(FindFaultOfBody).FirstOrDefault(f => f is not null),
        _ => FindFaultOfBody(exception.InnerException),
    };

    // A connection that is authenticated as a whole is one request's at a time, which HTTP/2 has no notion of.
    private async ValueTask<ForwarderError> SendAsync(
        HttpContext context, OwnConnection own, ForwarderRequestConfig config, HttpTransformer transformer)
    {
        using (own)
            return await forwarder.SendAsync(
                context, own.Client.Prefix, own.Client,
                config with { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact },
                transformer);
    }

    private static Task RefuseConnectionAsync(HttpContext context, string why)
    {
        if (context.Features.Get<AskedFeature>() is { } asked)
            asked.HadNoRoom = true;
        context.Response.Headers.RetryAfter = "1";
        return Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, why);
    }

    /// <summary>Returns what is wrong with an answer that came and cannot be passed on; null where none came.</summary>
    private static string? ExplainAnswer(HttpContext context) =>
        context.Features.Get<IForwarderErrorFeature>()?.Exception is UnreadableAnswerException answer
            ? "The side that answers this did what it did, but its answer cannot be passed on: "
                + $"{answer.Message}. Look before you send the request again."
            : null;

    /// <summary>
    /// Whether a write may have reached its side: only a connection that never came about proves that it has not.
    /// </summary>
    private static bool IsInDoubt(HttpContext context) =>
        !HttpMethods.IsGet(context.Request.Method)
        && !HttpMethods.IsHead(context.Request.Method)
        && !HttpMethods.IsOptions(context.Request.Method)
        && !ForwarderFailures.IsUnreachable(context.Features.Get<IForwarderErrorFeature>()?.Exception);
}

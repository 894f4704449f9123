using System.Net;
using Hub.Facade.Protecting;
using Hub.Platform.Idempotency;
using Hub.Platform.Routing;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Sends the head of an answer on at once where its first bytes may be long in coming: server-sent events and gRPC.
/// Tells who protects the side of a failure, and holds that back where somebody tries again.
/// </summary>
/// <param name="inner">Writes the request for the side.</param>
/// <param name="side">The client of the side.</param>
/// <param name="addresses">Rewrites the side's own address in what it answers; null where the plan does not ask for it.</param>
/// <param name="routing">Says whether the plan exposes what tells how sides are built.</param>
/// <param name="ofHub">Whether the side is another process of this hub, which is believed what it says of itself.</param>
internal sealed class PromptTransformer(
    HttpTransformer inner, SideClient side, PublicAddresses? addresses, CurrentRouting routing, bool ofHub = false)
    : HttpTransformer
{
    public override ValueTask TransformRequestAsync(
        HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix,
        CancellationToken cancellationToken) =>
        inner.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);

    public override ValueTask<bool> TransformResponseAsync(
        HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is not null && (int)proxyResponse.StatusCode >= StatusCodes.Status500InternalServerError
            && httpContext.Features.Get<SideAttempt>()?.Fail($"it answered {(int)proxyResponse.StatusCode}") == true)
            return ValueTask.FromResult(false);
        if (proxyResponse is null)
            return ValueTask.FromResult(false);
        try
        {
            AnswerHead.Copy(proxyResponse, httpContext, side, routing.Snapshot.Plan.Expose);
        }
        catch
        {
            OwnHeaders.Keep(httpContext, proxyResponse);
            throw;
        }

        addresses?.Rewrite(httpContext);
        if (ofHub && proxyResponse.Headers.NonValidated.Contains(HubHeaders.NothingDone))
            NothingDone.Mark(httpContext);
        // An answer that has no content (RFC 9110, 15.3.6), whatever the side sent with it.
        if (proxyResponse.StatusCode == HttpStatusCode.ResetContent)
            return ValueTask.FromResult(false);
        return IsSlow(proxyResponse) ? SendHeadAsync(httpContext, cancellationToken) : ValueTask.FromResult(true);
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken)
    {
        AnswerHead.CopyTrailers(proxyResponse, httpContext, routing.Snapshot.Plan.Expose);
        return ValueTask.CompletedTask;
    }

    private static bool IsSlow(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) && values.ToString() is var type
        && (type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase));

    private static async ValueTask<bool> SendHeadAsync(HttpContext context, CancellationToken cancellation)
    {
        await context.Response.Body.FlushAsync(cancellation);
        return true;
    }
}

using Hub.Facade.Protecting;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Sends the head of an answer on at once where its first bytes may be long in coming: server-sent events and gRPC.
/// Tells who protects the side of a failure, and holds that back where somebody tries again.
/// </summary>
internal sealed class PromptTransformer(HttpTransformer inner) : HttpTransformer
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
        var transformed = inner.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        return proxyResponse is not null && IsSlow(proxyResponse)
            ? SendHeadAsync(transformed, httpContext, cancellationToken)
            : transformed;
    }

    public override ValueTask TransformResponseTrailersAsync(
        HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) =>
        inner.TransformResponseTrailersAsync(httpContext, proxyResponse, cancellationToken);

    private static bool IsSlow(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.TryGetValues("Content-Type", out var values) && values.ToString() is var type
        && (type.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
            || type.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase));

    private static async ValueTask<bool> SendHeadAsync(
        ValueTask<bool> transformed, HttpContext context, CancellationToken cancellation)
    {
        var copyBody = await transformed;
        await context.Response.Body.FlushAsync(cancellation);
        return copyBody;
    }
}

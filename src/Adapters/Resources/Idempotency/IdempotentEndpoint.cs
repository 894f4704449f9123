using Hub.Adapters.Systems;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Http;

namespace Hub.Adapters.Resources.Idempotency;

/// <summary>A wrapped system as a side, whose writes may be sent again under the same key.</summary>
internal sealed class IdempotentEndpoint(SystemAdapters adapters, ResourceEndpoint endpoint, IdempotentWrites writes)
{
    public Task AnswerAsync(string system, HttpContext context)
    {
        // A shadow's copy has the caller's key, which is the caller's request's.
        if (!IdempotentWrites.Asks(context.Request) || context.Features.Get<SideRequest>() is not { InBackground: false } request
            || adapters.Find(system) is not { } adapter
            || !adapter.Definition.Resources.TryGetValue(request.RouteId, out var resource)
            || !(resource.Write ?? !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))))
            return endpoint.AnswerAsync(system, context);
        // Several calls, each waiting for its turn first.
        return writes.AnswerAsync(
            context,
            $"{system}/{request.RouteId}",
            RequestDocument.LargestBody,
            adapter.Calls.Timeout * 4,
            () => endpoint.AnswerAsync(system, context));
    }
}

using Hub.Facade.Connections;
using Hub.Facade.Forwarding;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Admin;

/// <summary>Lets nobody find at one port what belongs to the other: there it is a path that nobody claims.</summary>
internal sealed class SurfaceSplit(RequestDelegate next, AdminListener listener)
{
    public Task InvokeAsync(HttpContext context)
    {
        var served = context.GetEndpoint()?.Metadata.GetMetadata<ServedAt>();
        if (!(listener.Took(context) ? served?.Admin ?? true : served?.Public ?? false))
            context.SetEndpoint(UnclaimedRequests.Endpoint);
        return next(context);
    }
}

using Hub.Adapters.Operations;
using Hub.Adapters.Serving;
using Hub.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Adapters.Surface;

/// <summary>
/// Any operation of a wrapped system as plain JSON: the adapters' part of the hub's own surface under <c>/systems</c>.
/// </summary>
public static class OperationEndpoints
{
    private static readonly AccessRequirement Nothing = new(AccessRole.Viewer);

    /// <summary>
    /// Maps the operations under a group, <c>/systems</c>, that says who may at least; what an operation takes, it says itself.
    /// </summary>
    public static RouteGroupBuilder MapOperations(this IEndpointRouteBuilder group)
    {
        var systems = group.MapGroup("");
        systems.MapGet("", (SystemAdapters adapters) =>
            TypedResults.Ok(adapters.All.OrderBy(a => a.Definition.Name, StringComparer.Ordinal).Select(SystemView.Of)));
        systems.MapPost("/{system}/operations/{op}", (
            string system, string op, HttpContext context, IdempotentOperations endpoint) =>
            endpoint.AnswerAsync(system, op, context)).AskedFor(context => Find(context)?.ToCall ?? Nothing);
        systems.MapGet("/{system}/operations/{op}", (string system, string op, SystemAdapters adapters) =>
            DescribedOperation.Of(system, op, adapters));
        systems.MapPost("/{system}/operations/{op}/try", (
            string system, string op, HttpContext context, IdempotentOperations endpoint) =>
            endpoint.TryAsync(system, op, context)).AskedFor(context => Find(context)?.ToTry ?? Nothing);
        return systems;
    }

    private static OfferedOperation? Find(HttpContext context) =>
        context.Request.RouteValues is { } values && values["system"] is string system && values["op"] is string operation
            ? context.RequestServices.GetRequiredService<OperationEndpoint>().Find(system, operation)
            : null;
}

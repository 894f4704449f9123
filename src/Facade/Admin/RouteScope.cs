using Hub.Platform.Identity.Approvals;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Facade.Admin;

/// <summary>Which capabilities a request to the hub's own surface is about.</summary>
internal static class RouteScope
{
    /// <summary>The capability of the route named by <c>{id}</c>.</summary>
    public static ValueTask<IReadOnlyList<string>> OfRoute(HttpContext context)
    {
        var id = context.GetRouteValue("id")?.ToString();
        var plan = context.RequestServices.GetRequiredService<CurrentRouting>().Snapshot.Plan;
        return ValueTask.FromResult<IReadOnlyList<string>>(
            [.. plan.Routes.Where(r => r.Id == id).Select(r => r.Capability.Name)]);
    }

    /// <summary>The capabilities of the waiting change named by <c>{id}</c>.</summary>
    public static async ValueTask<IReadOnlyList<string>> OfChange(HttpContext context)
    {
        var pending = context.RequestServices.GetRequiredService<PendingChanges>();
        return await pending.FindAsync(context.GetRouteValue("id")!.ToString()!) is { } change ? change.Capabilities : [];
    }
}

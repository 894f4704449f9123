using Hub.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Admin;

/// <summary>Tells callers what their own token may do.</summary>
internal static class CallerApi
{
    public static void MapCaller(this IEndpointRouteBuilder api) =>
        api.MapGet("/caller", (HttpContext context) => TypedResults.Ok(CallerView.Of(AccessGrant.Of(context.User))))
            .WithSummary("Tells whose token this is and what it may do.");
}

/// <summary>Whose token a request carries.</summary>
/// <param name="Name">The token's name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Capabilities">Where it may do it; empty for everywhere.</param>
/// <param name="OverridesGates">Whether it may override gates.</param>
internal sealed record CallerView(string Name, AccessRole Role, IReadOnlyList<string> Capabilities, bool OverridesGates)
{
    public static CallerView Of(AccessGrant grant) => new(grant.Name, grant.Role, grant.Capabilities, grant.MayOverrideGates);
}

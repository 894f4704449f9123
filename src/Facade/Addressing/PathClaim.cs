using Hub.Platform.Plan;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Addressing;

/// <summary>An endpoint that answers a path, with some methods.</summary>
/// <param name="Methods">The methods.</param>
/// <param name="Route">The plan's route; null where the endpoint is the hub's own.</param>
internal sealed record PathClaim(IReadOnlyList<string> Methods, RouteClaim? Route)
{
    /// <summary>Whether the endpoint's path only becomes this one where its letters are taken for plain ones.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>Returns the claim of an endpoint; null for one that takes any method.</summary>
    public static PathClaim? Of(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 } methods
            ? new PathClaim(methods.HttpMethods, endpoint.Metadata.GetMetadata<RouteClaim>())
            : null;

    /// <summary>Returns the claim that a method finds first; the first of all where none has the method.</summary>
    public static PathClaim? First(IReadOnlyList<PathClaim> claims, string method) =>
        claims.FirstOrDefault(c => c.Methods.Contains(method, StringComparer.OrdinalIgnoreCase)) ?? claims.FirstOrDefault();
}

/// <summary>Marks the endpoint of a plan's route.</summary>
/// <param name="Route">The route.</param>
internal sealed record RouteClaim(RoutePlan Route)
{
    /// <summary>Whether the hub alone reads the route's path: both sides are hosted, and no HTTP server reads it again.</summary>
    public bool IsHosted => Route.Legacy.Address is null && Route.New?.Address is null;

    /// <summary>Whether the hub itself takes values of the path, for one of the sides at least.</summary>
    public bool ReadsPath => Takes(Route.Legacy) || (Route.New is { } side && Takes(side));

    private static bool Takes(SideTarget side) => side.Address is null || side.Path is not null;
}

using Hub.Facade.Addressing;
using Hub.Facade.Forwarding;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.Deciding;

/// <summary>Makes the endpoint of what claims requests by a method, a path and conditions.</summary>
internal static class ClaimingEndpoint
{
    /// <summary>Returns the endpoint.</summary>
    /// <param name="claim">What it claims.</param>
    /// <param name="answer">Answers its requests.</param>
    public static Endpoint Of(RouteClaim claim, RequestDelegate answer)
    {
        var route = claim.Route;
        var endpoint = new RouteEndpointBuilder(answer, RoutePatternFactory.Parse(route.Match.Path), EndpointOrder.Routes)
        {
            DisplayName = route.Id,
        };
        endpoint.Metadata.Add(ServedAt.PublicPort);
        endpoint.Metadata.Add(claim);
        endpoint.Metadata.Add(HeadOfGets.MethodsOf(route));
        if (route.Match.Host is { } host)
            endpoint.Metadata.Add(HostNames.Of(host));
        if (RouteConditions.Of(route.Match) is { } conditions)
            endpoint.Metadata.Add(conditions);
        return endpoint.Build();
    }
}

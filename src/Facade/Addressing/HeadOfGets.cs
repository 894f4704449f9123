using Hub.Platform.Plan;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Addressing;

/// <summary>HEAD wherever there is GET (RFC 9110, 9.1). The server drops the body of the answer.</summary>
internal static class HeadOfGets
{
    private static readonly HttpMethodMetadata GetAndHead = new([HttpMethods.Get, HttpMethods.Head]);

    /// <summary>Lets the GET endpoints of a part of the own surface answer HEAD.</summary>
    public static TBuilder AnswerHead<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoints.Add(endpoint =>
        {
            for (var i = 0; i < endpoint.Metadata.Count; i++)
            {
                if (endpoint.Metadata[i] is HttpMethodMetadata { HttpMethods: ["GET"] })
                    endpoint.Metadata[i] = GetAndHead;
            }
        });
        return endpoints;
    }

    /// <summary>Returns the methods of a route: with GET goes HEAD, unless another route is declared for it.</summary>
    public static HttpMethodMetadata MethodsOf(RoutePlan route) =>
        route.Match.Method == HttpMethods.Get && !route.Capability.Routes.Any(r => IsHeadOf(r.Match, route.Match))
            ? GetAndHead
            : new HttpMethodMetadata([route.Match.Method]);

    private static bool IsHeadOf(RouteMatch head, RouteMatch get) =>
        head.Method == HttpMethods.Head
        && string.Equals(head.Host, get.Host, StringComparison.OrdinalIgnoreCase)
        && head.Query.Length + head.Headers.Length == get.Query.Length + get.Headers.Length
        && PathTemplate.Of(head.Path).Shape.Equals(PathTemplate.Of(get.Path).Shape, StringComparison.OrdinalIgnoreCase);
}

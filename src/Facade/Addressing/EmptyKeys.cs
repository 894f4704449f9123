using Hub.Facade.Answers;
using Hub.ServiceKit.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Facade.Addressing;

/// <summary>
/// Refuses paths whose value for a route is empty or made of dots. Routing passes over a slash at the end and over segments of
/// dots (RFC 3986, 5.2.4), so the record with such a key would be answered by the list, or by another record.
/// </summary>
internal static class EmptyKeys
{
    /// <summary>Puts in front of a route that a path which ends with a slash is not found.</summary>
    /// <param name="answer">Answers all other requests.</param>
    /// <param name="claim">The route.</param>
    public static RequestDelegate Around(RequestDelegate answer, RouteClaim claim)
    {
        var pattern = RoutePatternFactory.Parse(claim.Route.Match.Path);
        var takesSlash = pattern.RawText!.EndsWith('/') || pattern.PathSegments is []
            || pattern.PathSegments[^1].Parts is [RoutePatternParameterPart { IsCatchAll: true }];
        return takesSlash || !claim.ReadsPath ? answer : context => context.Request.Path.Value is [_, .., '/']
            ? Problems.WriteAsync(context, StatusCodes.Status404NotFound, PathValues.NoKey)
            : answer(context);
    }
}

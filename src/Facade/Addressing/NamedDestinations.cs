using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Addressing;

/// <summary>
/// Looks at where <c>COPY</c> and <c>MOVE</c> write (WebDAV, RFC 4918, 10.3): a path beside that of the request line, which no
/// route would be asked about.
/// </summary>
internal sealed class NamedDestinations(PathClaims claims)
{
    /// <summary>Returns why a request is refused, or null where its destination is a catch-all's as its own path is.</summary>
    public async ValueTask<string?> FindFaultAsync(HttpContext context)
    {
        foreach (var destination in context.Request.Headers["Destination"])
        {
            if (RequestTarget.InOriginForm(destination ?? "") is not { } target || RequestTarget.HasControls(target))
                return "The Destination is not a path, such as /files/a, nor an http address.";
            var readings = PathReadings.Of(RequestTarget.PathOf(target));
            if (readings.HidesDots)
                return "The Destination can be read in more than one way; encode it once, without '..'.";
            foreach (var reading in readings.Others.Append(readings.Own).Append(readings.Simple ?? readings.Own))
                if ((await claims.FindAlikeAsync(context, reading)).Count > 0)
                    return "The Destination is the path of a route; what stands there is changed by that route.";
        }

        return null;
    }
}

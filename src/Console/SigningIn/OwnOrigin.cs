using Microsoft.AspNetCore.Http;

namespace Hub.Console.SigningIn;

/// <summary>Tells requests of the console's own pages from those that a page of another origin has a browser send.</summary>
internal static class OwnOrigin
{
    /// <summary>Returns whether a page of the console sends a request, or no browser does.</summary>
    public static bool Sends(HttpRequest request)
    {
        // Either will do: a proxy in front may have changed the host, and not every browser says where a request comes from.
        var (site, origin) = (request.Headers["Sec-Fetch-Site"].ToString(), request.Headers.Origin.ToString());
        return site == "same-origin"
            || (origin.Length == 0 && site.Length == 0)
            || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
                && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}

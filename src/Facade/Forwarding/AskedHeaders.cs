using System.Collections.Frozen;
using Hub.Facade.Access;
using Hub.Platform.Sides;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>Makes the headers of a request that is asked what <see cref="RequestIdentity"/> makes of a caller's.</summary>
internal static class AskedHeaders
{
    private static readonly FrozenSet<string> Ending = new[]
    {
        "Connection", "Expect", "HTTP2-Settings", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection",
        "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Removes what only the hub may say and what ends at a hop; notes a side that is asked for with a token.
    /// </summary>
    /// <returns>Why the request is refused; null when it may pass.</returns>
    public static string? Clean(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers[HubHeaders.Use] is [{ } use] && headers[HubHeaders.Token] is [{ Length: > 0 } token])
            context.Features.Set(new AskedSide(use, token));
        HopByHopFields.Remove(headers);
        foreach (var (name, values) in headers.ToList())
        {
            if (values.Any(HeaderText.HasControls))
                return "A header holds a control character.";
            if (MethodOverrides.Include(name))
                foreach (var value in values)
                    MethodOverrides.Note(context, value);
            if (Ending.Contains(name)
                || (ClaimsOfCallers.Include(name) && !name.Equals(HubHeaders.Via, StringComparison.OrdinalIgnoreCase)))
                headers.Remove(name);
        }

        return null;
    }
}

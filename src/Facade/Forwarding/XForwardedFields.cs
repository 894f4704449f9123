using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Checks <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c> of a trusted proxy before ASP.NET Core follows them. Each proxy
/// adds one entry, the nearest last; without as many in <c>X-Forwarded-For</c>, ASP.NET Core would follow them to the first,
/// which the caller may have written.
/// </summary>
internal static class XForwardedFields
{
    private const string For = "X-Forwarded-For", Proto = "X-Forwarded-Proto", Host = "X-Forwarded-Host";

    /// <summary>Leaves as many entries as proxies vouch for; returns what is wrong with them, or null.</summary>
    public static string? Prepare(IHeaderDictionary headers)
    {
        foreach (var scheme in Keep(headers, Proto))
            if (!"http".Equals(scheme, StringComparison.OrdinalIgnoreCase)
                && !"https".Equals(scheme, StringComparison.OrdinalIgnoreCase))
                return $"{Proto} is http or https.";
        foreach (var host in Keep(headers, Host))
            if (!HostField.IsValid(host))
                return $"{Host} is the name or address of a host with a port from 0 to 65535, such as shop.example:8443.";
        return null;
    }

    private static StringValues Keep(IHeaderDictionary headers, string name)
    {
        var said = headers[name];
        if (said.Count == 0 || (said is [{ } one] && !one.Contains(',')))
            return said is [""] ? default : said;
        var entries = headers.GetCommaSeparatedValues(name);
        var most = Math.Max(1, headers.GetCommaSeparatedValues(For).Length);
        if (entries.Length > most)
            headers[name] = entries = entries[^most..];
        return entries;
    }
}

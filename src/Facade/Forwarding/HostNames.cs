using Microsoft.AspNetCore.Routing;

namespace Hub.Facade.Forwarding;

/// <summary>Which host names an endpoint of the plan answers.</summary>
internal static class HostNames
{
    /// <summary>
    /// Returns a host of the plan, with or without a port, and its absolute form with a dot at the end (RFC 3986, 3.2.2), which
    /// names the same host.
    /// </summary>
    public static HostAttribute Of(string host)
    {
        // IPv6 addresses have colons, and no absolute form.
        if (host.Contains('[') || host.StartsWith("*:", StringComparison.Ordinal) || host == "*")
            return new HostAttribute(host);
        var end = host.IndexOf(':') is >= 0 and var port ? port : host.Length;
        var name = host[..end].TrimEnd('.');
        return new HostAttribute(name + host[end..], $"{name}.{host[end..]}");
    }
}

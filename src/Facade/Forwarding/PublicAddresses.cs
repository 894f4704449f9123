using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Rewrites what a side says of its own address into the address that the caller knows (<c>rewrite: location</c>): in
/// <c>Location</c>, <c>Content-Location</c>, <c>Refresh</c> and <c>Link</c>, and the domains of its cookies. Addresses of
/// others stay as they are.
/// </summary>
/// <param name="side">Scheme and authority of the side.</param>
internal sealed partial class PublicAddresses(Uri side)
{
    public void Rewrite(HttpContext context)
    {
        var headers = context.Response.Headers;
        var paths = context.Features.Get<SidePath>();
        if (headers.Location is [{ } location])
            headers.Location = Public(location, context.Request, paths);
        if (headers.ContentLocation is [{ } content])
            headers.ContentLocation = Public(content, context.Request, paths);
        if (headers["Refresh"] is [{ } refresh])
            headers["Refresh"] = RefreshAddress.Replace(refresh, m => Public(m.Value, context.Request, paths));
        if (headers.Link is { Count: > 0 } links)
            headers.Link = links.Select(l => LinkTarget.Replace(l!, m => Public(m.Value, context.Request, paths))).ToArray();
        if (headers.SetCookie is { Count: > 0 } cookies)
            headers.SetCookie = cookies.Select(c => WithoutOwnDomain(c!, context.Request.Host.Host)).ToArray();
    }

    private string Public(string address, HttpRequest request, SidePath? paths)
    {
        if (Authority.Match(address) is not { Success: true } match)
            return address.StartsWith('/') ? PublicPath(address, paths) : address;
        var (scheme, host, rest) = (match.Groups["scheme"].Value, match.Groups["host"].Value, address[match.Length..]);
        var known = scheme.Length > 0 ? scheme : side.Scheme;
        if (IsSame(known, host, side.Scheme, side.Authority))
            return $"{request.Scheme}://{request.Host}{PublicPath(rest, paths)}";
        // The public host by another scheme: a side that was not told of the TLS in front of it.
        return scheme.Length > 0 && IsSame(scheme, host, request.Scheme, request.Host.Value ?? "")
            ? $"{request.Scheme}://{request.Host}{PublicPath(rest, paths)}"
            : address;
    }

    // Each without the port that its scheme has anyway.
    private static bool IsSame(string scheme, string authority, string otherScheme, string otherAuthority) =>
        WithoutPort(scheme, authority).Equals(WithoutPort(otherScheme, otherAuthority), StringComparison.OrdinalIgnoreCase);

    private static string WithoutPort(string scheme, string authority)
    {
        var port = scheme.Equals("https", StringComparison.OrdinalIgnoreCase) ? ":443" : ":80";
        return authority.EndsWith(port, StringComparison.Ordinal) ? authority[..^port.Length] : authority;
    }

    // What the side has at or below the path it was asked for is found at or below the path that the caller asked for.
    private static string PublicPath(string path, SidePath? paths) =>
        paths is not null && path.StartsWith(paths.AtSide, StringComparison.Ordinal)
        && (path.Length == paths.AtSide.Length || path[paths.AtSide.Length] is '/' or '?' or '#')
            ? paths.Public + path[paths.AtSide.Length..]
            : path;

    private string WithoutOwnDomain(string cookie, string publicHost)
    {
        if (DomainOfCookie.Match(cookie) is not { Success: true } match)
            return cookie;
        var domain = match.Groups["domain"].Value.TrimStart('.');
        return IsWithin(side.Host, domain) && !IsWithin(publicHost, domain) ? cookie.Remove(match.Index, match.Length) : cookie;
    }

    private static bool IsWithin(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase)
        || host.EndsWith("." + domain, StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(
        @"^((?<scheme>https?):)?//(?<host>[^/?#\\]*)",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, Timeout.Infinite)]
    private static partial Regex Authority { get; }

    [GeneratedRegex(
        """(?<=url\s*=\s*["']?)[^"'\s;]+""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, Timeout.Infinite)]
    private static partial Regex RefreshAddress { get; }

    [GeneratedRegex("(?<=<)[^<>]*(?=>)", RegexOptions.ExplicitCapture, Timeout.Infinite)]
    private static partial Regex LinkTarget { get; }

    [GeneratedRegex(
        @";\s*domain\s*=\s*(?<domain>[^;\s]*)\s*",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, Timeout.Infinite)]
    private static partial Regex DomainOfCookie { get; }
}

/// <summary>The path that a side was asked for, where it is another than the caller's.</summary>
internal sealed record SidePath(string AtSide, string Public);

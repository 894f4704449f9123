using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Hub.Facade.Addressing;

/// <summary>Looks at request targets as they were sent (RFC 9112, 3.2).</summary>
internal static class RequestTarget
{
    // Control characters and spaces included: the server takes all of them but NUL and the space.
    private static readonly SearchValues<char> Ends = SearchValues.Create(
        ['?', '%', ';', '\\', '#', '\u007f', .. Enumerable.Range(0, 0x21).Select(c => (char)c)]);
    private static readonly SearchValues<string> Pairs =
        SearchValues.Create(["//", "/.", "./", "/(", ":$"], StringComparison.Ordinal);

    /// <summary>
    /// Returns whether a path can be read in one way only: it has no encoded characters, parameters, backslashes, empty
    /// segments, nor segments that begin or end with a dot, hold a session (<c>/(S(x))/</c>) or a stream (<c>::$DATA</c>), and
    /// the whole target holds no control character. Asked of every request, so it allocates nothing.
    /// </summary>
    public static bool IsPlain(ReadOnlySpan<char> target)
    {
        if (target.IsEmpty || target[0] != '/')
            return false;
        var end = target.IndexOfAny(Ends);
        if (end < 0)
            end = target.Length;
        else if (target[end] != '?' || HasControls(target[end..]))
            return false;
        return target[end - 1] != '.' && !target[..end].ContainsAny(Pairs);
    }

    /// <summary>
    /// Returns whether a target holds a space or a control character as it is, which none may (RFC 3986, 2): servers end a
    /// target there, or leave the character out.
    /// </summary>
    public static bool HasControls(ReadOnlySpan<char> target) =>
        target.ContainsAnyInRange('\0', ' ') || target.Contains('\u007f');

    /// <summary>
    /// Returns a target in origin form, that is path and query; null where it is neither that nor an http address
    /// (CONNECT's authority form, <c>*</c>, other schemes).
    /// </summary>
    public static string? InOriginForm(string target)
    {
        if (target.StartsWith('/'))
            return target;
        var authority = target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http://".Length
            : target.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https://".Length
            : 0;
        if (authority == 0)
            return null;
        var path = target.AsSpan(authority).IndexOfAny('/', '?');
        return path < 0 ? "/"
            : target[authority + path] == '/' ? target[(authority + path)..]
            : "/" + target[(authority + path)..];
    }

    /// <summary>Returns the path of a request as it was sent.</summary>
    public static string PathOf(HttpContext context) =>
        PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);

    /// <summary>Returns the path of a target in origin form, as it was sent.</summary>
    public static string PathOf(string target) => target.IndexOf('?') is >= 0 and var query ? target[..query] : target;
}

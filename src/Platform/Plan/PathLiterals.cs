using Hub.ServiceKit.Problems;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hub.Platform.Plan;

/// <summary>
/// Finds what keeps every request from reaching a path of the plan: requests are matched with dot segments removed and
/// percent-encoding decoded once.
/// </summary>
internal static class PathLiterals
{
    /// <summary>Returns why no request reaches a route's pattern and what to do; null where some do.</summary>
    public static string? FindFault(RoutePattern pattern) => pattern.PathSegments
        .SelectMany(s => s.Parts.OfType<RoutePatternLiteralPart>().Select(l => FindFault(l.Content, s.IsSimple)))
        .FirstOrDefault(f => f is not null);

    /// <summary>Returns why no request reaches a path and what to do; null where some do.</summary>
    public static string? FindFault(string path) =>
        path.Split('/').Select(s => FindFault(s, whole: true)).FirstOrDefault(f => f is not null);

    private static string? FindFault(string literal, bool whole) =>
        whole && literal is "." or ".."
            ? $"no request reaches a path with a segment '{literal}', which is resolved before paths are compared: "
                + "write the path that it leads to, as in /app/orders"
        : literal.Any(c => c == '\\' || char.IsControl(c))
            ? $"no request reaches a path with '{Spelling.Shorten(literal)}': backslashes and control characters are refused"
        : FindEncoded(literal) is { } encoded
            ? $"no request reaches a path with '{encoded}', as paths are compared decoded: write the character itself, "
                + "as in /api/caf\u00e9 for /api/caf%C3%A9"
        : null;

    private static string? FindEncoded(string literal) => Enumerable.Range(0, Math.Max(0, literal.Length - 2))
        .Where(i => literal[i] == '%' && char.IsAsciiHexDigit(literal[i + 1]) && char.IsAsciiHexDigit(literal[i + 2]))
        .Select(i => literal[i..(i + 3)]).FirstOrDefault();
}

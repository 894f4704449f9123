using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hub.ServiceKit.Requests;

/// <summary>Finds bodies that say they are JSON in another charset than UTF-8, the only one of RFC 8259 (8.1).</summary>
public static class JsonCharset
{
    private const int LongestShown = 40;

    /// <summary>Returns the charset other than UTF-8 that a body says it is in; null where it says none.</summary>
    public static string? FindOther(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? type.Parameters.Where(p => p.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
                .Select(p => HeaderUtilities.RemoveQuotes(p.Value).Trim().ToString()).FirstOrDefault(c => !IsUtf8(c))
            : null;
    }

    /// <summary>Says why a body in a charset is not read.</summary>
    public static string Refusal(string charset) =>
        "The body must be JSON in UTF-8, and Content-Type says "
        + $"charset={(charset.Length <= LongestShown ? charset : charset[..LongestShown] + "…")}.";

    // ASCII is a part of UTF-8.
    private static bool IsUtf8(string charset) => charset.ToLowerInvariant() is "utf-8" or "utf8" or "us-ascii" or "ascii";
}

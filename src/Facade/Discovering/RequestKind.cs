using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Discovering;

/// <summary>What tells requests of one path apart.</summary>
/// <param name="Method">The method, <c>OTHER</c> for one that is not common.</param>
/// <param name="Action">The SOAP action's last word; empty where it has none, null for what is not SOAP.</param>
internal readonly record struct RequestKind(string Method, string? Action)
{
    private const string OtherAction = "(other)";
    private const int LongestAction = 64;
    private static readonly FrozenSet<string> Methods =
        new[] { "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "REPORT" }
            .ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Returns the kind of a request that a log names.</summary>
    public static RequestKind Of(string method) => new(Methods.TryGetValue(method, out var known) ? known : "OTHER", null);

    /// <summary>Returns the kind of a request.</summary>
    public static RequestKind Of(HttpRequest request) => HttpMethods.IsPost(request.Method)
        ? new("POST", ActionOf(request))
        : Of(request.Method);

    private static string? ActionOf(HttpRequest request)
    {
        if (request.Headers.TryGetValue("SOAPAction", out var header))
            return LastWord(header.ToString());
        if (request.ContentType is not { } type || !type.StartsWith("application/soap+xml", StringComparison.OrdinalIgnoreCase))
            return null;
        var action = type.IndexOf("action=", StringComparison.OrdinalIgnoreCase);
        if (action < 0)
            return "";
        var value = type.AsSpan(action + "action=".Length);
        var end = value.IndexOf(';');
        return LastWord(end < 0 ? value : value[..end]);
    }

    private static string LastWord(ReadOnlySpan<char> action)
    {
        var word = action.Trim(" \"");
        word = word[(word.LastIndexOfAny("/#:") + 1)..];
        if (word.Length == 0)
            return "";
        return word.Length <= LongestAction && char.IsAsciiLetter(word[0]) && !word.ContainsAnyExcept(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
            ? word.ToString()
            : OtherAction;
    }
}

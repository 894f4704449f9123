using System.Net;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>What one proxy says in <c>Forwarded</c> (RFC 7239, 4) of whom it was asked by, and for what.</summary>
/// <param name="For">Whom it was asked by; null where it does not tell.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>; null where it does not tell.</param>
/// <param name="Host">The host asked for; null where it does not tell.</param>
internal sealed record ForwardedHop(IPAddress? For, string? Scheme, HostString? Host)
{
    /// <summary>Reads a value of the header, the nearest proxy last; null where it is malformed.</summary>
    public static IReadOnlyList<ForwardedHop>? Read(string value)
    {
        var hops = new List<ForwardedHop>();
        foreach (var element in Split(value, ','))
        {
            var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var pair in Split(element, ';'))
                if (pair.IndexOf('=') is not (> 0 and var at) || Unquote(pair[(at + 1)..]) is not { } said
                    || !pairs.TryAdd(pair[..at].Trim(), said))
                    return null;
            if (Create(pairs) is not { } hop)
                return null;
            hops.Add(hop);
        }

        return hops.Count == 0 ? null : hops;
    }

    private static ForwardedHop? Create(Dictionary<string, string> pairs)
    {
        string? scheme = null;
        if (pairs.TryGetValue("proto", out var proto) && (scheme = proto.ToLowerInvariant()) is not ("http" or "https"))
            return null;
        HostString? host = null;
        if (pairs.TryGetValue("host", out var named))
        {
            host = new HostString(named);
            if (Uri.CheckHostName(host.Value.Host.Trim('[', ']')) == UriHostNameType.Unknown)
                return null;
        }

        // "unknown" and names such as _hidden are addresses kept secret.
        return new ForwardedHop(
            pairs.TryGetValue("for", out var node) && IPEndPoint.TryParse(node, out var address) ? address.Address : null,
            scheme, host);
    }

    // What stands in quotes may hold both separators.
    private static IEnumerable<string> Split(string text, char separator)
    {
        var (start, quoted) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && quoted && text[i] == '\\')
                i++;
            else if (i < text.Length && text[i] == '"')
                quoted = !quoted;
            else if (i == text.Length || (text[i] == separator && !quoted))
            {
                if (text[start..Math.Min(i, text.Length)].Trim() is { Length: > 0 } part)
                    yield return part;
                start = i + 1;
            }
        }
    }

    private static string? Unquote(string value)
    {
        value = value.Trim();
        if (!value.StartsWith('"'))
            return value.Contains('"') ? null : value;
        return value.Length > 1 && value.EndsWith('"')
            ? value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : null;
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Reads a request's <c>Host</c> (RFC 9110, 7.2; RFC 3986, 3.2.2): the name or address of a host, and a port. What .NET's client
/// cannot read as one it would send beside a second <c>Host</c> of its own.
/// </summary>
internal static class HostField
{
    public const string Invalid =
        "Host is not the name or address of a host with a port from 0 to 65535, such as shop.example:8443 or [2001:db8::1].";

    private const int LongestName = 253, LongestLabel = 63;
    private static readonly IdnMapping Idn = new();

    /// <summary>Returns whether a value is valid; an empty one is not, since the hub's addresses have a host.</summary>
    public static bool IsValid(ReadOnlySpan<char> host)
    {
        if (host is ['[', ..])
            return host.IndexOf(']') is > 0 and var end && IsAddress(host[1..end]) && IsPort(host[(end + 1)..]);
        var colon = host.IndexOf(':');
        return colon < 0 ? IsName(host) : IsName(host[..colon]) && IsPort(host[colon..]);
    }

    private static bool IsAddress(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept("0123456789abcdefABCDEF:.")
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    // Kestrel takes no empty port ("shop.example:") either.
    private static bool IsPort(ReadOnlySpan<char> text) =>
        text.IsEmpty
        || (text is [':', ..] && text.Length <= 6
            && ushort.TryParse(text[1..], NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name is [.., '.'])
            name = name[..^1];
        if (name.Length is 0 or > LongestName)
            return false;
        var label = 0;
        foreach (var letter in name)
        {
            if (letter == '.' ? label == 0 : !char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_'))
                return false;
            label = letter == '.' ? 0 : label + 1;
            if (label > LongestLabel)
                return false;
        }

        return label > 0 && (!name.Contains("xn--", StringComparison.OrdinalIgnoreCase) || IsIdn(name.ToString()));
    }

    // Routing reads such a name as the letters it stands for (RFC 5891), and some stand for none.
    private static bool IsIdn(string name)
    {
        try
        {
            _ = Idn.GetUnicode(name);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

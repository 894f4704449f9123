using System.Text;
using Hub.Platform.Sides;
using Hub.Platform.Surface;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Retiring;

/// <summary>
/// Names a caller of a catch-all, whose requests the hub passes through without knowing what they ask for: by its network
/// address, the account it shows (HTTP Basic, or WS-Security in a SOAP message; the name alone) and its User-Agent. Nobody has
/// checked the last two.
/// </summary>
internal static class CatchAllCaller
{
    private const int LongestPart = 60;
    private const int LongestCredentials = 1000;
    private const string Basic = "Basic ";

    /// <summary>Returns the caller.</summary>
    /// <param name="context">The request.</param>
    /// <param name="accounts">Reads the account of a SOAP message; null where no part can.</param>
    public static LegacyCaller Of(HttpContext context, IMessageAccounts? accounts)
    {
        var request = context.Request;
        var address = CallerKey.Of(context).Group?.ToString() ?? "an unknown address";
        var account = AccountOf(request.Headers.Authorization) ?? AccountOf(context, accounts);
        var agent = Shown(request.Headers.UserAgent.ToString());
        return new(
            IsSoap(request) ? "soap" : "http",
            (account is null ? address : $"{account} at {address}") + (agent.Length > 0 ? $" ({agent})" : ""));
    }

    private static bool IsSoap(HttpRequest request) =>
        request.Headers.ContainsKey("SOAPAction")
        || request.ContentType?.StartsWith("application/soap+xml", StringComparison.OrdinalIgnoreCase) == true;

    // Never more of them than the name, and that not where it stands alone: a key is shown so, with no password behind it.
    private static string? AccountOf(string? shown)
    {
        if (shown is not { Length: <= LongestCredentials } || !shown.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[LongestCredentials];
        if (!Convert.TryFromBase64String(shown[Basic.Length..].Trim(), bytes, out var length))
            return null;
        var end = bytes.AsSpan(0, length).IndexOf((byte)':');
        return end > 0 && end < length - 1 && Shown(Encoding.UTF8.GetString(bytes, 0, end)) is { Length: > 0 } name ? name : null;
    }

    private static string? AccountOf(HttpContext context, IMessageAccounts? accounts) =>
        context.Features.Get<MessageHead>() is { Bytes.IsEmpty: false } head && accounts?.Find(head.Bytes) is { } name
        && Shown(name) is { Length: > 0 } shown
            ? shown
            : null;

    private static string Shown(string text)
    {
        if (text.Length > LongestPart)
            text = text[..LongestPart];
        return text.All(c => c is >= ' ' and < '\x7f' || char.IsLetterOrDigit(c))
            ? text.Trim()
            : new string([.. text.Select(c => c is >= ' ' and < '\x7f' || char.IsLetterOrDigit(c) ? c : '?')]).Trim();
    }
}

using System.Net;
using Hub.Importing.Contracts;

namespace Hub.Importing.Proposing;

/// <summary>Where a service is: as its WSDL says, unless that cannot be meant.</summary>
internal static class SoapAddress
{
    /// <param name="said">The port's address.</param>
    /// <param name="wsdl">Where the WSDL was read.</param>
    /// <returns>The address, or null where it is not known; and what is to be told of it.</returns>
    public static (string? Address, string? Note) Of(string? said, Uri wsdl)
    {
        // What the WSDL's author writes becomes a value of the plan, where ${…} would be looked up and sent to him.
        if (said?.Contains("${", StringComparison.Ordinal) == true)
            return (null, "the WSDL's address holds a reference, as no address does; write the right one");
        var absolute = Uri.TryCreate(said, UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            && address.UserInfo.Length == 0
                ? address
                : null;
        var usable = absolute is not null && !absolute.Host.EndsWith(".invalid", StringComparison.OrdinalIgnoreCase)
            && !said!.Contains("REPLACE", StringComparison.Ordinal);
        if (wsdl.IsFile)
            return usable ? (said, null) : (null, $"the WSDL says {Shown(said)}");
        if (!usable)
            return (wsdl.GetLeftPart(UriPartial.Path), $"where the WSDL was read; it says {Shown(said)} itself");
        // Servers behind a proxy often give the address they have there; and nobody outside is to point the hub inside.
        if (IsInner(absolute!) && !IsInner(wsdl))
        {
            var known = wsdl.GetLeftPart(UriPartial.Authority) + absolute!.AbsolutePath;
            return (known, $"on the host the WSDL was read from; it says {said} itself, which is within this network");
        }

        var same = absolute!.Host.Equals(wsdl.Host, StringComparison.OrdinalIgnoreCase);
        return (said, same ? null : $"{said}, which is not where the WSDL was read from");
    }

    private static string Shown(string? said) => string.IsNullOrEmpty(said) ? "nothing of an address" : $"'{said}'";

    private static bool IsInner(Uri address) => IPAddress.TryParse(address.Host.Trim('[', ']'), out var literal)
        ? ReadingRules.IsInner(literal)
        : address.IsLoopback
            || !address.Host.Contains('.', StringComparison.Ordinal)
            || address.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase)
            || address.Host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase)
            || address.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
}

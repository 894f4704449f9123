using System.Net;

namespace LegacyLandscape.Shop;

/// <summary>Everything the shop says about where it is, it takes from the Host header of the request.</summary>
internal static class Addresses
{
    public static string Absolute(this HttpRequest request, string path) => $"{request.Scheme}://{request.Host}{path}";

    /// <summary>Null where browsers take no domain: for addresses, and for names without a dot.</summary>
    public static string? CookieDomain(this HttpRequest request) =>
        request.Host.Host.Contains('.', StringComparison.Ordinal) && !IPAddress.TryParse(request.Host.Host, out _)
            ? request.Host.Host
            : null;
}

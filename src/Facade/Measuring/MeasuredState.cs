using System.Security.Cryptography;
using System.Text;
using Hub.Platform.Routing;

namespace Hub.Facade.Measuring;

/// <summary>Names the state of a route that counts belong to: another plan, percentage, user or group makes another.</summary>
internal static class MeasuredState
{
    /// <summary>Returns the name: a SHA-256 in lower-case hexadecimal, as the store is to hold no cohort keys for this.</summary>
    public static string NameOf(RoutingSnapshot served, string route)
    {
        var state = served.State(route);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{served.Plan.Hash} {state} {string.Join(',', state.Users)} {string.Join(',', state.Groups)}")));
    }
}

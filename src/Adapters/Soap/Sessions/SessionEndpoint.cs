using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Hub.Soap.Sessions;

/// <summary>
/// Where calls go in a session, when the login's answer says it: the instance or the node that holds the session. The answer
/// is believed only as far as the plan goes, as the token goes there too.
/// </summary>
/// <param name="Path">Where it stands in the answer.</param>
/// <param name="Hosts">Hosts it may name, <c>*.example.com</c> for all below one.</param>
/// <param name="Known">The addresses that the plan has itself, whose hosts it may name as well.</param>
internal sealed record SessionEndpoint(ImmutableArray<string> Path, ImmutableArray<string> Hosts, ImmutableArray<Uri> Known)
{
    /// <returns>The address, or why there is none.</returns>
    public (Uri? Address, string? Problem) Find(JsonNode? answer)
    {
        var text = SessionToken.Text(SessionToken.At(Path, answer));
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            || address.UserInfo.Length > 0)
            return (null, $"the login's answer has no address to call at {string.Join('/', Path)}");
        if (address.Scheme == Uri.UriSchemeHttp && Known.Any(k => k.Scheme == Uri.UriSchemeHttps))
            return (null, "the login's answer wants calls at an http address, where the plan has https");
        return Known.Any(k => k.Authority == address.Authority) || Hosts.Any(h => Names(h, address))
            ? (address, null)
            : (null, $"the login's answer wants calls at {address.Host}, "
                + "which 'endpoint' does not allow: name it under its 'hosts'");
    }

    private static bool Names(string host, Uri address) => host.StartsWith("*.", StringComparison.Ordinal)
        ? address.IdnHost.EndsWith(host[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(address.IdnHost, StringComparison.OrdinalIgnoreCase)
            || host.Equals(address.Authority, StringComparison.OrdinalIgnoreCase);
}

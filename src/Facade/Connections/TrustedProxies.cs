using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;

namespace Hub.Facade.Connections;

/// <summary>The proxies in front of the hub that are believed what they say of a request's caller, scheme and host.</summary>
/// <param name="Networks">Where they are.</param>
public sealed record TrustedProxies(IReadOnlyList<System.Net.IPNetwork> Networks)
{
    /// <summary>Returns whether an address is one of theirs.</summary>
    public bool Include(IPAddress? address)
    {
        if (address is null)
            return false;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(n => n.Contains(plain));
    }

    /// <summary>Reads addresses and networks separated by commas, such as <c>10.0.0.5,10.1.0.0/16,fd00::/8</c>.</summary>
    /// <returns>The networks, or the first part that is neither.</returns>
    public static (TrustedProxies? Proxies, string? Wrong) Read(string text)
    {
        var networks = new List<System.Net.IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (System.Net.IPNetwork.TryParse(part, out var network))
                networks.Add(network);
            else if (IPAddress.TryParse(part, out var address))
                networks.Add(new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                return (null, part);
        }

        return (new TrustedProxies(networks), null);
    }

    internal ForwardedHeadersOptions ToOptions()
    {
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost,
            // As far back as they are trusted.
            ForwardLimit = null,
        };
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in Networks)
            options.KnownIPNetworks.Add(network);
        return options;
    }
}

using System.Net;
using System.Net.Sockets;
using Hub.ServiceKit.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Hub.Platform.Sides;

/// <summary>
/// Whom a request counts for where callers share a budget: the name that the hub has checked, else the network address
/// together with the credentials shown, which anybody may invent and which so never count for more than their address.
/// </summary>
public readonly record struct CallerKey
{
    // Bytes of the network that one caller may have all of.
    private const int Ipv6Network = 8;
    private static readonly object Anonymous = new();

    private CallerKey(object group, object? member) => (Group, Member) = (group, member);

    /// <summary>A caller's name or address; null for the hub itself, which no share holds.</summary>
    public object? Group { get; }

    /// <summary>Which of an address's callers, by the credentials shown; null for a name.</summary>
    public object? Member { get; }

    /// <summary>Returns whom a request counts for.</summary>
    public static CallerKey Of(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (NameOf(context) is { } name)
            return new(name, null);
        var request = context.Features.Get<SideRequest>();
        return (request?.Address ?? context.Connection.RemoteIpAddress) is { } address
            ? new(Network(address), context.Request.Headers.Authorization is [{ Length: > 0 } shown] ? shown : Anonymous)
            : default;
    }

    /// <summary>Returns the caller's name that the hub has checked; null for a caller without one.</summary>
    public static string? NameOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Features.Get<SideRequest>()?.Caller is { } told)
            return told;
        // Asked in this way, no user is made up for a request that has none.
        return context.Features.Get<IHttpAuthenticationFeature>()?.User?.Identity is { IsAuthenticated: true, Name: { } name }
            ? name
            : null;
    }

    /// <summary>Returns whom whatever comes from a network address counts for.</summary>
    public static CallerKey Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new(Network(address), null);
    }

    /// <summary>Shows nothing of the caller: credentials are in it.</summary>
    public override string ToString() => nameof(CallerKey);

    private static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[Ipv6Network..].Clear();
        return new IPAddress(bytes);
    }
}

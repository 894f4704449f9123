using System.Net;
using System.Net.Sockets;
using System.Text;
using Hub.Facade.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hub.Host.Up;

/// <summary>What callers may send, and how slowly.</summary>
internal static class Listening
{
    /// <summary>
    /// The largest body that the hub itself reads, in megabytes; what streams through to a side has no limit here.
    /// </summary>
    public const int LargestBody = 100;

    public static void Configure(KestrelServerOptions kestrel, UpOptions options)
    {
        kestrel.AddServerHeader = false;
        // What a header says is between its sender and its reader: bytes, passed on as they are (RFC 9110, 5.5).
        kestrel.RequestHeaderEncodingSelector = static name =>
            name == "Connection" ? ConnectionOptionsEncoding.Instance
            : name == "Content-Length" ? ContentLengthEncoding.Instance
            : Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestLineSize = 16 * 1024;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxRequestBodySize = options.LargestBody * 1024L * 1024L;
        // Who sends slower than this holds a connection, and means to.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(10));
        // Without TLS nobody can ask for HTTP/2 on a port that speaks both, so it has its own.
        var ports = Urls(options.Http2Urls).Select(url => BindingAddress.Parse(url).Port).ToHashSet();
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            endpoint.BoundConnections();
            if (endpoint.IPEndPoint is { } address && ports.Contains(address.Port))
                endpoint.Protocols = HttpProtocols.Http2;
        });
    }

    /// <summary>All addresses, as Kestrel takes them.</summary>
    public static string AllUrls(UpOptions options) => string.Join(';', [.. Public(options), .. Urls(options.AdminUrls)]);

    /// <summary>Those of the public API; the admin's come after them.</summary>
    public static IReadOnlyList<string> Public(UpOptions options) => [.. Urls(options.Urls), .. Urls(options.Http2Urls)];

    /// <summary>An address that is in use, or null; told before anything starts that would have to stop again.</summary>
    public static string? FindTaken(UpOptions options)
    {
        foreach (var url in AllUrls(options).Split(';'))
        {
            var address = BindingAddress.Parse(url);
            var host = IPAddress.TryParse(address.Host.Trim('[', ']'), out var given) ? given
                : address.Host == "localhost" ? IPAddress.Loopback
                : IPAddress.Any;
            using var listener = new TcpListener(host, address.Port);
            try
            {
                listener.Start();
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                return url;
            }
            catch (SocketException)
            {
                // What else is wrong with it, the server says.
            }
        }

        return null;
    }

    /// <summary>The addresses of an option.</summary>
    public static string[] Urls(string? urls) =>
        (urls ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

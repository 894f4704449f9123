using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Hub.Tests.Servers;

/// <summary>
/// Ports for servers that are started, stopped and started again. They lie below those that the system gives out by itself,
/// so that no connection and no other server takes one of them in between.
/// </summary>
internal static class FreePort
{
    private static readonly ConcurrentDictionary<int, byte> Taken = [];

    /// <summary>Returns a port that nothing listens at, and that this process does not get again.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(10_000, 32_000);
            if (Taken.TryAdd(port, 0) && IsFree(port))
                return port;
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

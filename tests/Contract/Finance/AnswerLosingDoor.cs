using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hub.Contract.Tests.Finance;

/// <summary>
/// A door to a database server that loses the answer to one commit: it has reached the server, who asked never hears.
/// </summary>
internal sealed class AnswerLosingDoor : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private int _toLose;

    public AnswerLosingDoor(int target)
    {
        _target = target;
        _listener.Start();
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void LoseTheNextCommitsAnswer() => Volatile.Write(ref _toLose, 1);

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = ConnectAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Shut.
        }
    }

    private async Task ConnectAsync(Socket client)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            var losing = false;
            await Task.WhenAny(
                CopyAsync(client, server, bytes =>
                {
                    losing |= Encoding.ASCII.GetString(bytes.Span).Contains("COMMIT\0", StringComparison.Ordinal)
                        && Interlocked.Exchange(ref _toLose, 0) == 1;
                    return true;
                }),
                // What the server says after a commit, it says when it has committed.
                CopyAsync(server, client, _ => !losing));
        }
    }

    private static async Task CopyAsync(Socket from, Socket to, Func<Memory<byte>, bool> passes)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read && passes(buffer.AsMemory(0, read)))
                await to.SendAsync(buffer.AsMemory(0, read));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Ended at either end.
        }
    }
}

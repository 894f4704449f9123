using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Hub.Tests.Servers;

/// <summary>
/// A door to a server, with its own port: shut, it cuts every connection at once, as the death of a process or a network does.
/// </summary>
internal sealed class TcpDoor : IDisposable
{
    private readonly int _target;
    private readonly ConcurrentDictionary<Socket, byte> _sockets = [];
    private TcpListener? _listener;
    private TaskCompletionSource? _silence;

    public TcpDoor(int target, bool open = true)
    {
        _target = target;
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        if (open)
            Serve(listener);
        else
            listener.Stop();
    }

    public int Port { get; }

    public void Open()
    {
        var listener = new TcpListener(IPAddress.Loopback, Port);
        listener.Start();
        Serve(listener);
    }

    /// <summary>Keeps back whatever is said, and cuts nothing: a network that loses every packet.</summary>
    public void FallSilent() => _silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Passes on what was kept back, and all that is said from now on.</summary>
    public void Speak() => Interlocked.Exchange(ref _silence, null)?.SetResult();

    public void Shut()
    {
        _listener?.Stop();
        _listener = null;
        Speak();
        foreach (var socket in _sockets.Keys)
        {
            socket.Close(0);
            _sockets.TryRemove(socket, out _);
        }
    }

    public void Dispose() => Shut();

    private void Serve(TcpListener listener)
    {
        _listener = listener;
        _ = Task.Run(async () =>
        {
            while (_listener == listener)
                _ = ConnectAsync(await listener.AcceptSocketAsync());
        });
    }

    private async Task ConnectAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        (_sockets[client], _sockets[server]) = (0, 0);
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(CopyAsync(client, server), CopyAsync(server, client));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other end hears of it below.
        }

        client.Close();
        server.Close();
        _sockets.TryRemove(client, out _);
        _sockets.TryRemove(server, out _);
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                if (_silence is { } silence)
                    await silence.Task;
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Shut, or ended at the other end.
        }
    }
}

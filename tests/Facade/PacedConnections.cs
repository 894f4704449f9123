using System.Net;
using System.Net.Sockets;
using Hub.Facade.Connections;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hub.Facade.Tests;

/// <summary>Connections that come faster than they are counted.</summary>
public sealed class PacedConnections : IAsyncLifetime
{
    private readonly List<TcpClient> _callers = [];
    private readonly List<ConnectionContext> _taken = [];
    private IConnectionListener _listener = null!;

    public async ValueTask InitializeAsync()
    {
        var listening = new PacedListening(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _listener = await listening.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        for (var n = 0; n < PacedListening.MostUncounted + 2; n++)
        {
            _callers.Add(new TcpClient());
            await _callers[n].ConnectAsync((IPEndPoint)_listener.EndPoint);
        }

        for (var n = 0; n < PacedListening.MostUncounted; n++)
            _taken.Add((await _listener.AcceptAsync()).ShouldNotBeNull());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _taken)
            await connection.DisposeAsync();
        await _listener.DisposeAsync();
        _callers.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task Are_taken_as_those_before_them_are_counted()
    {
        var next = _listener.AcceptAsync().AsTask();
        next.IsCompleted.ShouldBeFalse();

        PacedListening.Counted(_taken[0]);
        _taken.Add((await next).ShouldNotBeNull());

        _listener.AcceptAsync().AsTask().IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task End_when_nothing_is_listened_at_any_more()
    {
        var next = _listener.AcceptAsync().AsTask();

        await _listener.UnbindAsync();

        (await next).ShouldBeNull();
    }
}

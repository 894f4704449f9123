using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Hub.Facade.Connections;

/// <summary>
/// Takes a connection only while few of those taken wait to be counted by <see cref="CallerPlaces"/>. Kestrel takes them as fast
/// as they come, and on a machine that is busy or was halted hundreds hold a descriptor each before one is counted.
/// </summary>
internal sealed class PacedListening(IOptions<SocketTransportOptions> options, ILoggerFactory logs)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>How many may wait to be counted, at each address.</summary>
    internal const int MostUncounted = 16;

    private readonly SocketTransportFactory _sockets = new(options, logs);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken));

    /// <summary>Says that a connection is counted, or closed.</summary>
    public static void Counted(ConnectionContext connection) => connection.Features.Get<Place>()?.Leave();

    private sealed class Listener(IConnectionListener sockets) : IConnectionListener
    {
        private readonly SemaphoreSlim _uncounted = new(MostUncounted);
        private readonly CancellationTokenSource _unbound = new();

        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            try
            {
                await _uncounted.WaitAsync(_unbound.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            ConnectionContext? taken = null;
            try
            {
                taken = await sockets.AcceptAsync(cancellationToken);
                taken?.Features.Set(new Place(_uncounted));
                return taken;
            }
            finally
            {
                if (taken is null)
                    _uncounted.Release();
            }
        }

        public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            await _unbound.CancelAsync();
            await sockets.UnbindAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            // Connections that close later leave their places still.
            _unbound.Dispose();
            await sockets.DisposeAsync();
        }
    }

    private sealed class Place(SemaphoreSlim uncounted)
    {
        public void Leave() => uncounted.Release();
    }
}

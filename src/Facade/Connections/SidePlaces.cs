using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Hub.Facade.Connections;

/// <summary>Counts the connections to sides, and opens none beyond what one of them, or all, may have.</summary>
internal sealed class SidePlaces(ConnectionBounds bounds)
{
    private readonly StrongBox<int> _open = new();

    /// <summary>Returns what opens the connections of one client of a side.</summary>
    public Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> ForOneSide()
    {
        var open = new StrongBox<int>();
        return (context, cancellation) => ConnectAsync(open, context, cancellation);
    }

    private async ValueTask<Stream> ConnectAsync(
        StrongBox<int> open, SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        Take(open, bounds.EachSide, "this side");
        try
        {
            Take(_open, bounds.Sides, "all sides");
        }
        catch (NoConnectionLeftException)
        {
            Interlocked.Decrement(ref open.Value);
            throw;
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new CountedStream(socket, open, _open);
        }
        catch
        {
            socket.Dispose();
            Leave(open, _open);
            throw;
        }
    }

    private static void Take(StrongBox<int> open, int most, string whose)
    {
        if (Interlocked.Increment(ref open.Value) <= most)
            return;
        Interlocked.Decrement(ref open.Value);
        throw new NoConnectionLeftException($"The hub has {most} connections to {whose} already");
    }

    private static void Leave(StrongBox<int> open, StrongBox<int> all)
    {
        Interlocked.Decrement(ref open.Value);
        Interlocked.Decrement(ref all.Value);
    }

    private sealed class CountedStream(Socket socket, StrongBox<int> open, StrongBox<int> all)
        : NetworkStream(socket, ownsSocket: true)
    {
        private int _closed;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Interlocked.Exchange(ref _closed, 1) == 0)
                Leave(open, all);
        }
    }
}

/// <summary>A connection to a side was not opened, because the hub has as many as it may.</summary>
internal sealed class NoConnectionLeftException(string why) : IOException(why);

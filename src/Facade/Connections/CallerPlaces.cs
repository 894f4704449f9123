using Hub.Facade.Admin;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Connections;

/// <summary>
/// Counts the connections of callers. Those beyond the bound are few, and only the hub's own surface is answered on them, so
/// that a hub that is full still tells whether it is ready and can be rolled back; the oldest of them makes room for the next.
/// </summary>
internal sealed class CallerPlaces(ConnectionBounds bounds, AdminListener? admin = null)
{
    private static readonly object Late = new();
    private readonly LinkedList<ConnectionContext> _late = [];
    private readonly Lock _lock = new();
    private int _held;
    private int _admins;

    /// <summary>How many connections callers may hold.</summary>
    public int Most => bounds.Callers;

    /// <summary>Returns whether a request came when there were too many connections already, and there still are.</summary>
    public bool IsLate(HttpContext context) =>
        Volatile.Read(ref _held) > bounds.Callers
        && context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Late) == true;

    /// <summary>Returns the delegate with its connections counted.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => connection =>
        admin?.Took(connection.LocalEndPoint) == true ? ServeAdminAsync(connection, next) : ServeAsync(connection, next);

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var late = Interlocked.Increment(ref _held) > bounds.Callers ? Add(connection) : null;
        try
        {
            await next(connection);
        }
        finally
        {
            Interlocked.Decrement(ref _held);
            if (late is not null)
                Remove(late);
        }
    }

    // A port of its own has a bound of its own.
    private async Task ServeAdminAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        try
        {
            if (Interlocked.Increment(ref _admins) <= Math.Max(bounds.OwnSurface, bounds.Callers / 4))
                await next(connection);
            else
                connection.Abort();
        }
        finally
        {
            Interlocked.Decrement(ref _admins);
        }
    }

    private LinkedListNode<ConnectionContext> Add(ConnectionContext connection)
    {
        connection.Items[Late] = Late;
        ConnectionContext? oldest = null;
        LinkedListNode<ConnectionContext> node;
        lock (_lock)
        {
            node = _late.AddLast(connection);
            if (_late.Count > bounds.OwnSurface)
            {
                oldest = _late.First!.Value;
                _late.RemoveFirst();
            }
        }

        oldest?.Abort();
        return node;
    }

    private void Remove(LinkedListNode<ConnectionContext> node)
    {
        lock (_lock)
        {
            if (node.List is not null)
                _late.Remove(node);
        }
    }
}

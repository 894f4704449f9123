using System.Net;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Connections;

/// <summary>
/// Counts the connections of callers. An address has a share of those that others leave; a trusted proxy, behind which many
/// callers are, has all. On connections beyond, which are few, only the hub's own surface is answered, so that a hub that is
/// full still tells whether it is ready and can be rolled back; of the address with most of them the oldest makes room for the
/// next.
/// </summary>
internal sealed class CallerPlaces(ConnectionBounds bounds, AdminListener? admin = null, TrustedProxies? proxies = null)
{
    private static readonly object Late = new();
    private readonly FairPlaces _held = new();
    private readonly FairPlaces _admins = new();
    private readonly LinkedList<LateConnection> _late = [];
    private readonly Lock _lock = new();
    private int _lateOnes;

    /// <summary>
    /// Returns why only the hub's own surface is answered on the request's connection: there were too many when it came, and
    /// there still are. Null for all others.
    /// </summary>
    public string? FindLack(HttpContext context)
    {
        if (Volatile.Read(ref _lateOnes) == 0
            || context.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(Late, out var item) != true
            || item is not LateConnection late)
            return null;
        lock (_lock)
        {
            if (!late.IsLate)
                return null;
            if (!MayEnter(_held, late.Caller, bounds.Callers))
                return _held.Held < bounds.Callers
                    ? "Your address holds as many connections as one may, three quarters of those that others leave; nothing was "
                        + "sent. Close some, or come back soon."
                    : $"Callers hold {bounds.Callers} connections, as many as the hub takes; nothing was sent. Come back soon.";
            Remove(late);
            _held.Enter(late.Caller);
            return null;
        }
    }

    /// <summary>Returns the delegate with its connections counted.</summary>
    public ConnectionDelegate Around(ConnectionDelegate next) => connection =>
        admin?.Took(connection.LocalEndPoint) == true ? ServeAdminAsync(connection, next) : ServeAsync(connection, next);

    private async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var caller = CallerOf(connection);
        var late = TryEnter(_held, caller, bounds.Callers) ? null : Add(connection, caller);
        PacedListening.Counted(connection);
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_lock)
            {
                if (late is { IsLate: true })
                    Remove(late);
                else if (late is null or { IsAborted: false })
                    _held.Leave(caller);
            }
        }
    }

    // A port of its own has a bound of its own.
    private async Task ServeAdminAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var caller = CallerOf(connection);
        var isTaken = TryEnter(_admins, caller, Math.Max(bounds.OwnSurface, bounds.Callers / 4));
        if (!isTaken)
            connection.Abort();
        PacedListening.Counted(connection);
        if (!isTaken)
            return;

        try
        {
            await next(connection);
        }
        finally
        {
            lock (_lock)
                _admins.Leave(caller);
        }
    }

    private CallerKey CallerOf(ConnectionContext connection) =>
        connection.RemoteEndPoint is IPEndPoint { Address: var address } && proxies?.Include(address) != true
            ? CallerKey.Of(address)
            : default;

    private bool TryEnter(FairPlaces places, CallerKey caller, int most)
    {
        lock (_lock)
        {
            if (!MayEnter(places, caller, most))
                return false;
            places.Enter(caller);
            return true;
        }
    }

    private static bool MayEnter(FairPlaces places, CallerKey caller, int most) =>
        places.Held < most && places.MayEnter(caller, most, FairPlaces.ShareOf(told: null, most));

    private LateConnection Add(ConnectionContext connection, CallerKey caller)
    {
        var late = new LateConnection(connection, caller);
        LateConnection? oldest = null;
        lock (_lock)
        {
            late.Node = _late.AddLast(late);
            Volatile.Write(ref _lateOnes, _late.Count);
            if (_late.Count > bounds.OwnSurface)
            {
                oldest = _late.GroupBy(l => l.Caller.Group).MaxBy(g => g.Count())!.First();
                oldest.IsAborted = true;
                Remove(oldest);
            }
        }

        connection.Items[Late] = late;
        oldest?.Connection.Abort();
        return late;
    }

    private void Remove(LateConnection late)
    {
        _late.Remove(late.Node!);
        late.Node = null;
        Volatile.Write(ref _lateOnes, _late.Count);
    }

    private sealed class LateConnection(ConnectionContext connection, CallerKey caller)
    {
        public ConnectionContext Connection { get; } = connection;

        public CallerKey Caller { get; } = caller;

        public LinkedListNode<LateConnection>? Node { get; set; }

        /// <summary>Whether it waits to be counted; until then it has no place.</summary>
        public bool IsLate => Node is not null;

        /// <summary>Whether it had to make room.</summary>
        public bool IsAborted { get; set; }
    }
}

namespace Hub.Facade.Forwarding;

/// <summary>The connections to sides that belong to one caller's connection: one for each side, until that is closed.</summary>
internal sealed class CallerConnections(Action closed) : IDisposable
{
    private readonly Dictionary<SideClient, SideClient> _bySide = [];
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <summary>Returns the caller's connection to a side; null where there is none and none is needed.</summary>
    public OwnConnection? Find(SideClient side, bool needed)
    {
        lock (_lock)
        {
            if (!_bySide.TryGetValue(side, out var own))
            {
                if (!needed)
                    return null;
                // The caller hung up in between; the request still ends in order.
                if (_disposed)
                    return OwnConnection.ForOneRequest(side);
                _bySide[side] = own = side.OfOneConnection();
            }

            return new OwnConnection(own, once: false);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
            foreach (var client in _bySide.Values)
                client.Dispose();
        }

        closed();
    }
}

/// <summary>A connection to a side that only one caller uses, for the time of one request.</summary>
internal sealed class OwnConnection(SideClient client, bool once) : IDisposable
{
    public SideClient Client { get; } = client;

    /// <summary>Creates one that is closed after the request: nothing says whose the next one will be.</summary>
    public static OwnConnection ForOneRequest(SideClient side) => new(side.OfOneConnection(), once: true);

    public void Dispose()
    {
        if (once)
            Client.Dispose();
    }
}

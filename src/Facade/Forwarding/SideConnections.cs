using System.Collections.Concurrent;
using Hub.Facade.Connections;
using Hub.Platform.Sides;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace Hub.Facade.Forwarding;

/// <summary>
/// Keeps the connections to sides. All callers share them but for those that a caller authenticates as a whole (NTLM,
/// Negotiate): these belong to the caller's own connection and end with it.
/// </summary>
internal sealed class SideConnections(SidePlaces? places = null) : IDisposable
{
    /// <summary>How many callers' connections have connections of their own at most.</summary>
    public const int Most = 1000;

    private static readonly object Key = new();
    private readonly ConcurrentDictionary<string, SideClient> _shared = new(StringComparer.Ordinal);
    private int _owners;

    /// <summary>How many callers' connections have connections of their own.</summary>
    public int Owners => Volatile.Read(ref _owners);

    /// <summary>Returns the client whose connections to a side all callers share.</summary>
    /// <param name="prefix">Scheme and authority of the side.</param>
    public SideClient Shared(string prefix) => _shared.GetOrAdd(prefix, SideClient.Shared, places);

    /// <summary>Returns the client of a side that was built already, or null.</summary>
    /// <param name="prefix">Scheme and authority of the side.</param>
    public SideClient? Find(string prefix) => _shared.GetValueOrDefault(prefix);

    /// <summary>Finds the connection that only this request's caller may use.</summary>
    /// <param name="context">The request.</param>
    /// <param name="side">The client of the side it goes to.</param>
    /// <param name="own">The connection, or null where the shared ones will do.</param>
    /// <returns>False where it needs one and there are too many already.</returns>
    public bool TryFind(HttpContext context, SideClient side, out OwnConnection? own)
    {
        own = null;
        var needed = ConnectionCredentials.AreIn(context.Request.Headers.Authorization) || side.BindsConnections;
        if (!needed && Volatile.Read(ref _owners) == 0)
            return true;
        own = FindOwn(context, side, needed);
        return own is not null || !needed;
    }

    public void Dispose()
    {
        foreach (var client in _shared.Values)
            client.Dispose();
    }

    private OwnConnection? FindOwn(HttpContext context, SideClient side, bool needed)
    {
        if (IsShared(context)
            || context.Features.Get<IConnectionItemsFeature>()?.Items is not { } items
            || context.Features.Get<IConnectionLifetimeFeature>() is not { } lifetime)
            return needed ? OwnConnection.ForOneRequest(side) : null;
        if (items.TryGetValue(Key, out var kept) && kept is CallerConnections existing)
            return existing.Find(side, needed);
        if (!needed)
            return null;
        if (Interlocked.Increment(ref _owners) > Most)
        {
            Interlocked.Decrement(ref _owners);
            return null;
        }

        var connections = new CallerConnections(() => Interlocked.Decrement(ref _owners));
        items[Key] = connections;
        lifetime.ConnectionClosed.UnsafeRegister(static state => ((CallerConnections)state!).Dispose(), connections);
        return connections.Find(side, needed);
    }

    /// <summary>Several callers' requests come on one connection by HTTP/2, and where a proxy stands in front.</summary>
    private static bool IsShared(HttpContext context) =>
        !HttpProtocol.IsHttp11(context.Request.Protocol)
        || context.Request.Headers.Via.Count > 0
        || context.Features.Get<CameByProxy>() is not null;
}

/// <summary>Marks a request that names a proxy it came by, trusted or not.</summary>
internal sealed class CameByProxy
{
    public static CameByProxy Instance { get; } = new();
}

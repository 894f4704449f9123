using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;

namespace Hub.Platform.Sides;

/// <summary>
/// Who can answer without a socket: name → request delegate. Adapters and hosted services register under
/// <c>adapter:erp</c>, <c>service:orders</c>; whoever forwards a request looks the name up.
/// </summary>
public sealed class HostedSides
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _sides = new(StringComparer.Ordinal);

    /// <summary>The names registered so far.</summary>
    public IEnumerable<string> Names => _sides.Keys.Order(StringComparer.Ordinal);

    /// <summary>Registers a side.</summary>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public void Register(string name, RequestDelegate side)
    {
        if (!_sides.TryAdd(name, side))
            throw new InvalidOperationException($"A side named '{name}' is registered already.");
    }

    /// <summary>The side of that name, or null.</summary>
    public RequestDelegate? Find(string name) => _sides.GetValueOrDefault(name);
}

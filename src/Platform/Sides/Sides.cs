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
        if (!_sides.TryAdd(name, HeadAsGet(side)))
            throw new InvalidOperationException($"A side named '{name}' is registered already.");
    }

    /// <summary>Runs HEAD as GET (RFC 9110, 9.3.2); the server drops the body, as it knows what was asked.</summary>
    private static RequestDelegate HeadAsGet(RequestDelegate side) =>
        context => HttpMethods.IsHead(context.Request.Method) ? GetAsync(side, context) : side(context);

    private static async Task GetAsync(RequestDelegate side, HttpContext context)
    {
        context.Request.Method = HttpMethods.Get;
        try
        {
            await side(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
        }
    }

    /// <summary>The side of that name, or null.</summary>
    public RequestDelegate? Find(string name) => _sides.GetValueOrDefault(name);
}

using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// Who can answer without a socket: name → request delegate. Adapters and hosted services register under
/// <c>adapter:erp</c>, <c>service:orders</c>; whoever forwards a request looks the name up.
/// </summary>
/// <param name="loggers">Told of a write that ends in an exception; null where nobody listens.</param>
/// <param name="wrapping">What is put around each side; null for nothing.</param>
public sealed class HostedSides(ILoggerFactory? loggers = null, SideWrapping? wrapping = null)
{
    private readonly ConcurrentDictionary<string, RequestDelegate> _sides = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Func<CancellationToken, Task<string?>>> _problems = new(StringComparer.Ordinal);

    /// <summary>The names registered so far.</summary>
    public IEnumerable<string> Names => _sides.Keys.Order(StringComparer.Ordinal);

    /// <summary>Registers a side.</summary>
    /// <param name="name">The name.</param>
    /// <param name="side">What answers.</param>
    /// <param name="findProblem">
    /// Finds out why what stands behind the side is not there, in words that hold no address; null where nothing does.
    /// </param>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public void Register(string name, RequestDelegate side, Func<CancellationToken, Task<string?>>? findProblem = null)
    {
        var answer = HeadAsGet(wrapping?.Around(name, side) ?? side);
        var guarded = new OutcomeGuard(name, answer, loggers?.CreateLogger<OutcomeGuard>());
        if (!_sides.TryAdd(name, guarded.InvokeAsync))
            throw new InvalidOperationException($"A side named '{name}' is registered already.");
        if (findProblem is not null)
            _problems[name] = findProblem;
    }

    /// <summary>Asks what stands behind a side whether it is there; returns why not, or null.</summary>
    public Task<string?> FindProblemAsync(string name, CancellationToken cancellation) =>
        _problems.TryGetValue(name, out var find) ? find(cancellation) : Task.FromResult<string?>(null);

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

/// <summary>Puts something around hosted sides as they are registered.</summary>
/// <param name="Around">Returns what answers in place of a side, by the side's name and the side itself.</param>
public sealed record SideWrapping(Func<string, RequestDelegate, RequestDelegate> Around);

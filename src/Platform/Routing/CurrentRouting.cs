using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Platform.Routing;

/// <summary>The revision this node serves now. Reading it costs one volatile read.</summary>
/// <param name="log">Where a part is named that did not take over a revision.</param>
public sealed partial class CurrentRouting(ILogger<CurrentRouting>? log = null)
{
    private readonly ILogger _log = log ?? NullLogger<CurrentRouting>.Instance;
    private volatile RoutingSnapshot? _snapshot;

    /// <summary>The revision served now.</summary>
    /// <exception cref="InvalidOperationException">The store has not been read yet: a fault in the order of start.</exception>
    public RoutingSnapshot Snapshot => _snapshot ?? throw new InvalidOperationException("No revision is loaded yet.");

    /// <summary>Whether a revision is served yet.</summary>
    public bool IsLoaded => _snapshot is not null;

    /// <summary>Raised after a new revision is served; the second argument tells whether its plan is another one.</summary>
    public event Action<RoutingSnapshot, bool>? Changed;

    /// <summary>
    /// Serves a revision from now on. A part that fails to take it over is logged, and the others take it over.
    /// </summary>
    public void Serve(RoutingSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var planChanged = _snapshot?.Plan.Hash != snapshot.Plan.Hash;
        _snapshot = snapshot;
        foreach (var handler in Changed?.GetInvocationList().Cast<Action<RoutingSnapshot, bool>>() ?? [])
            Tell(handler, snapshot, planChanged);
    }

    private void Tell(Action<RoutingSnapshot, bool> handler, RoutingSnapshot snapshot, bool planChanged)
    {
        try
        {
            handler(snapshot, planChanged);
        }
#pragma warning disable CA1031 // the revision is in the store and served; one part's failure must not keep it from the rest
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNotTaken(_log, handler.Target?.GetType().Name ?? handler.Method.Name, snapshot.Revision, e);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Part} failed to take over revision {Revision}")]
    private static partial void LogNotTaken(ILogger log, string part, long revision, Exception error);
}

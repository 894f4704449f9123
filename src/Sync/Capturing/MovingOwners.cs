using Hub.Platform.Routing;

namespace Hub.Sync.Capturing;

/// <summary>The entities whose records' owner changes at the moment: their barriers are looked for all the time.</summary>
internal sealed class MovingOwners : IDisposable
{
    private readonly CurrentRouting _routing;
    private volatile CancellationTokenSource _next = new();

    public MovingOwners(CurrentRouting routing)
    {
        _routing = routing;
        routing.Changed += Notice;
    }

    /// <summary>Cancelled when another revision is served.</summary>
    public CancellationToken Next => _next.Token;

    public bool Includes(string entity) => _routing.IsLoaded
        && _routing.Snapshot is { } snapshot
        && snapshot.Plan.Capabilities.FirstOrDefault(c => c.Link?.Entity == entity) is { } capability
        && capability.Routes.Any(r => snapshot.State(r.Id).Handover is not null);

    public void Dispose()
    {
        _routing.Changed -= Notice;
        _next.Dispose();
    }

    private void Notice(RoutingSnapshot snapshot, bool planChanged)
    {
        // Not disposed of: somebody may be about to wait for it.
        using var ended = Interlocked.Exchange(ref _next!, new CancellationTokenSource());
        ended.Cancel();
    }
}

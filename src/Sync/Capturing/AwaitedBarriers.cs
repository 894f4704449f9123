using System.Collections.Concurrent;
using Hub.Platform.Routing;
using Hub.Sync.Streams;

namespace Hub.Sync.Capturing;

/// <summary>
/// The entities whose barriers somebody waits for: those whose records' owner changes at the moment, and those of which a barrier
/// was raised just now. Their sources are read at once, and not at their interval.
/// </summary>
internal sealed class AwaitedBarriers : IDisposable
{
    // Whoever raises a barrier before it holds anything waits no longer than this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly CurrentRouting _routing;
    private readonly Barriers _barriers;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _raised = new(StringComparer.Ordinal);
    private volatile CancellationTokenSource _next = new();

    public AwaitedBarriers(CurrentRouting routing, Barriers barriers, TimeProvider time)
    {
        (_routing, _barriers, _time) = (routing, barriers, time);
        routing.Changed += Notice;
        barriers.Raised += Notice;
    }

    /// <summary>Cancelled when a barrier may be awaited that was not before.</summary>
    public CancellationToken Next => _next.Token;

    public bool Include(string entity) =>
        (_raised.TryGetValue(entity, out var raised) && _time.GetUtcNow() - raised < Patience) || Moves(entity);

    /// <summary>Notes that a barrier of an entity was raised, on whatever node.</summary>
    public void Notice(string entity)
    {
        _raised[entity] = _time.GetUtcNow();
        Wake();
    }

    public void Dispose()
    {
        _routing.Changed -= Notice;
        _barriers.Raised -= Notice;
        _next.Dispose();
    }

    private bool Moves(string entity) => _routing.IsLoaded
        && _routing.Snapshot is { } snapshot
        && snapshot.Plan.Capabilities.FirstOrDefault(c => c.Link?.Entity == entity) is { } capability
        && capability.Routes.Any(r => snapshot.State(r.Id).Handover is not null);

    private void Notice(RoutingSnapshot snapshot, bool planChanged) => Wake();

    private void Wake()
    {
        // Not disposed of: somebody may be about to wait for it.
        using var ended = Interlocked.Exchange(ref _next!, new CancellationTokenSource());
        ended.Cancel();
    }
}

using System.Collections.Concurrent;
using Hub.Platform.Nodes;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.ServiceKit.Changes;
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
    private readonly NodeLease? _lease;
    private readonly ConcurrentDictionary<string, DateTimeOffset> _raised = new(StringComparer.Ordinal);
    private volatile CancellationTokenSource _next = new();

    public AwaitedBarriers(CurrentRouting routing, Barriers barriers, TimeProvider time, NodeLease? lease = null)
    {
        (_routing, _barriers, _time, _lease) = (routing, barriers, time, lease);
        routing.Changed += Notice;
        barriers.Raised += Notice;
    }

    /// <summary>Cancelled when a barrier may be awaited that was not before.</summary>
    public CancellationToken Next => _next.Token;

    public bool Include(string entity) =>
        (_raised.TryGetValue(entity, out var raised) && _time.GetUtcNow() - raised < Patience) || Moves(entity);

    /// <summary>
    /// Returns which changes are of records that the handover under way moves; null for all of them, as where none is under way.
    /// </summary>
    public Func<Change, bool>? Moving(string entity) =>
        // A node that was cut off may know of another handover than the one whose barrier it finds.
        _routing.IsLoaded && _lease?.Holds != false ? Moving(_routing.Snapshot, entity) : null;

    internal static Func<Change, bool>? Moving(RoutingSnapshot snapshot, string entity)
    {
        var flags = WritesOf(snapshot, entity).Select(r => snapshot.Flag(r.Id)).Where(f => f.Next is not null).ToList();
        return flags.Count == 0 ? null : change => flags.Exists(f => Moves(f, change.CohortKey));
    }

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
        && WritesOf(snapshot, entity).Any(r => snapshot.State(r.Id).Handover is not null);

    private static bool Moves(CompiledFlag flag, string? key) =>
        flag.NeedsGroups || (flag.NeedsKey && string.IsNullOrEmpty(key))
        || flag.Decide(key, Caller.Unknown).Side != flag.Next!.Decide(key, Caller.Unknown).Side;

    private static IEnumerable<RoutePlan> WritesOf(RoutingSnapshot snapshot, string entity) =>
        snapshot.Plan.Capabilities.Where(c => c.Link?.Entity == entity).SelectMany(c => c.Routes).Where(r => r.IsWrite);

    private void Notice(RoutingSnapshot snapshot, bool planChanged) => Wake();

    private void Wake()
    {
        // Not disposed of: somebody may be about to wait for it.
        using var ended = Interlocked.Exchange(ref _next!, new CancellationTokenSource());
        ended.Cancel();
    }
}

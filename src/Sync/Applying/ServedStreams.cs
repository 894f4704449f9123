using System.Collections.Concurrent;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Sync.Streams;

namespace Hub.Sync.Applying;

/// <summary>
/// The streams of the plan this process serves, whichever process reads them, each with this process's breaker.
/// </summary>
internal sealed class ServedStreams(CurrentRouting routing, SyncOptions options, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Breaker> _breakers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FailingRecords> _failing = new(StringComparer.Ordinal);
    private volatile Streams? _streams;

    /// <summary>
    /// Whether this process applies changes now: not before it has its tables and a plan, nor when it is about to end.
    /// </summary>
    public bool IsOpen { get; set; }

    public SyncStream? Find(string id)
    {
        var plan = routing.Snapshot.Plan;
        if (_streams is not { } streams || streams.Hash != plan.Hash)
            _streams = streams = new Streams(plan.Hash, SyncStream.Of(plan).ToDictionary(s => s.Id));
        return streams.ById.GetValueOrDefault(id);
    }

    public Breaker BreakerOf(SyncStream stream) => _breakers.GetOrAdd(stream.Id, _ => new Breaker(options, time));

    public FailingRecords FailingOf(SyncStream stream) => _failing.GetOrAdd(stream.Id, _ => new FailingRecords());

    private sealed record Streams(string Hash, IReadOnlyDictionary<string, SyncStream> ById);
}

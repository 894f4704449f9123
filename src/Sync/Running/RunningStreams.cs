using System.Collections.Concurrent;

namespace Hub.Sync.Running;

/// <summary>The streams at work on this node, by id.</summary>
internal sealed class RunningStreams
{
    private readonly ConcurrentDictionary<string, StreamRun> _runs = new(StringComparer.Ordinal);

    public IEnumerable<StreamRun> All => _runs.Values;

    public StreamRun? Find(string stream) => _runs.GetValueOrDefault(stream);

    public void Add(StreamRun run) => _runs[run.Stream.Id] = run;

    public void Remove(StreamRun run) => _runs.TryRemove(KeyValuePair.Create(run.Stream.Id, run));
}

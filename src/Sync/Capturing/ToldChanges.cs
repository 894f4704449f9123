using System.Collections.Concurrent;
using Hub.ServiceKit.Changes;
using Hub.Sync.Streams;

namespace Hub.Sync.Capturing;

/// <summary>Keeps the latest changes that sides have told of entities that somebody asks about, in memory alone.</summary>
internal sealed class ToldChanges(TimeProvider time)
{
    /// <summary>How many changes of a side's entity are kept.</summary>
    public const int Most = 200;

    // After so long without a question nothing is kept any more.
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, ToldOfEntity> _entities = new(StringComparer.Ordinal);

    /// <summary>Keeps what a stream's source has told, where somebody asks about the entity.</summary>
    public void Keep(SyncStream stream, IReadOnlyList<Change> changes)
    {
        if (stream.IsCopy || !_entities.TryGetValue(stream.Entity, out var entity))
            return;
        var now = time.GetUtcNow();
        if (now - entity.AskedAt > Watched)
            _entities.TryRemove(KeyValuePair.Create(stream.Entity, entity));
        else
            entity.Keep(stream.Origin, changes, now);
    }

    /// <summary>Returns what is kept of an entity, from the first such question on.</summary>
    public ToldOfEntity Of(string entity)
    {
        var now = time.GetUtcNow();
        var told = _entities.GetOrAdd(entity, _ => new ToldOfEntity(now));
        told.AskedAt = now;
        return told;
    }
}

/// <summary>What both sides have told of an entity lately.</summary>
internal sealed class ToldOfEntity(DateTimeOffset since)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Side, Queue<(Change Change, DateTimeOffset At)>> _told = new()
    {
        [Side.Legacy] = new(),
        [Side.New] = new(),
    };

    private long _askedAt = since.UtcTicks;

    /// <summary>From when on changes are kept.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>When somebody last asked.</summary>
    public DateTimeOffset AskedAt
    {
        get => new(Interlocked.Read(ref _askedAt), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _askedAt, value.UtcTicks);
    }

    /// <summary>Keeps changes that a side has told.</summary>
    public void Keep(Side side, IReadOnlyList<Change> changes, DateTimeOffset at)
    {
        lock (_lock)
        {
            var told = _told[side];
            foreach (var change in changes.TakeLast(ToldChanges.Most))
                told.Enqueue((change, at));
            while (told.Count > ToldChanges.Most)
                told.Dequeue();
        }
    }

    /// <summary>Returns the last change of a record that a side has told since a time; null where none is kept.</summary>
    /// <param name="side">The side.</param>
    /// <param name="key">The record's key on that side.</param>
    /// <param name="from">From when on.</param>
    public Change? Find(Side side, string key, DateTimeOffset from)
    {
        lock (_lock)
            return _told[side].LastOrDefault(t => t.Change.Key == key && t.At >= from).Change;
    }
}

using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;

namespace Hub.Sync.Tests;

/// <summary>
/// A system as they are: it gives its own keys, reports every change in its feed whoever made it, and does not
/// do a thing twice that it is told twice. It can be made to fail before or after it has taken a change.
/// </summary>
internal sealed class FakeSystem(string prefix, Side side, bool ownKeys = true) : IChangeSource, IChangeTarget
{
    private readonly Lock _lock = new();
    private readonly List<Change> _feed = [];
    private readonly Dictionary<string, Change> _records = [];
    private readonly Dictionary<string, (string Key, long Version)> _applied = [];
    private readonly List<(string Key, long Version)> _effects = [];
    private TaskCompletionSource _new = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Change> _taken = [];
    private int _calls;
    private int _deleted;

    public Func<Change, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    public Func<Change, CancellationToken, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Why a record cannot be read when it changes, by its key.</summary>
    public Func<string, string?> Unreadable { get; set; } = _ => null;

    /// <summary>Deletions that its last reading found too many of.</summary>
    public long Gone { get; set; }

    public Task<long> AllowDeletionsAsync() => Task.FromResult(Gone);

    /// <summary>Whether it answers reads; null where it cannot be asked.</summary>
    public bool? Answers { get; set; }

    public Task<bool> AnswersAsync(CancellationToken cancellation) => Task.FromResult(Answers ?? false);

    public Func<Change, string?> Refuses { get; set; } = _ => null;

    /// <summary>The field that this system's records move by.</summary>
    public string? CohortField { get; init; }

    /// <summary>The changes that were applied here, as they came.</summary>
    public IReadOnlyList<Change> Taken { get { lock (_lock) return [.. _taken]; } }

    /// <summary>How long a reader waits at most from one look to the next.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(20);

    public Func<Task> BeforeRead { get; set; } = () => Task.CompletedTask;

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>What other systems' changes did here, in order: their key and version.</summary>
    public IReadOnlyList<(string Key, long Version)> Effects { get { lock (_lock) return [.. _effects]; } }

    public IReadOnlyDictionary<string, Change> Records { get { lock (_lock) return new Dictionary<string, Change>(_records); } }

    public IReadOnlyList<Change> Feed { get { lock (_lock) return [.. _feed]; } }

    /// <summary>Somebody works in this system.</summary>
    public string Write(string? key, int value)
    {
        lock (_lock)
        {
            key ??= NextKey();
            Store(key, side, null, new JsonObject { ["value"] = value });
            return key;
        }
    }

    /// <summary>Somebody writes a record that names others.</summary>
    public string Write(string? key, string content)
    {
        lock (_lock)
        {
            key ??= NextKey();
            Store(key, side, null, JsonNode.Parse(content)!.AsObject(), CohortField);
            return key;
        }
    }

    /// <summary>Somebody deletes a record.</summary>
    public void Delete(string key)
    {
        lock (_lock)
        {
            var last = _records[key];
            _records.Remove(key);
            _deleted++;
            Report(last with
            {
                Version = last.Version + 1,
                Position = (_feed.Count + 1).ToString(),
                Origin = side,
                Kind = ChangeKind.Delete,
                Content = null,
            });
        }
    }

    /// <summary>A backup is restored: changes and their numbers after the first ones are gone.</summary>
    public void GoBackTo(int changes)
    {
        lock (_lock)
            _feed.RemoveRange(changes, _feed.Count - changes);
    }

    /// <summary>Reports the last change as this side's own: not every system knows who told it.</summary>
    public void ReportAsOwn()
    {
        lock (_lock)
        {
            var last = _feed[^1];
            Report(last with { Origin = side, Version = last.Version + 1, Position = (_feed.Count + 1).ToString() });
        }
    }

    /// <summary>Reports an earlier change once more, as systems with coarse clocks do.</summary>
    public void Repeat(string key, long version)
    {
        lock (_lock)
            Report(_feed.First(c => c.Key == key && c.Version == version) with { Position = (_feed.Count + 1).ToString() });
    }

    public async Task<IReadOnlyList<Change>> ReadAsync(string? after, int limit, CancellationToken cancellation)
    {
        await BeforeRead();
        lock (_lock)
            return [.. _feed.Skip(after is null ? 0 : int.Parse(after)).Take(limit)];
    }

    public async Task WaitAsync(CancellationToken cancellation)
    {
        Task changed;
        lock (_lock)
            changed = _new.Task;
        // As real sources do: at the latest after an interval of its own.
        await Task.WhenAny(changed, Task.Delay(Interval, cancellation));
        cancellation.ThrowIfCancellationRequested();
    }

    public async Task<ApplyResult> ApplyAsync(Change change, string? knownKey, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        await Before(change, cancellation);
        if (Refuses(change) is { } reason)
            return new ApplyResult(ApplyOutcome.Refused, null, reason);
        ApplyResult result;
        lock (_lock)
            result = Apply(change, knownKey);
        await After(change, cancellation);
        return result;
    }

    private ApplyResult Apply(Change change, string? knownKey)
    {
        var known = _applied.GetValueOrDefault(change.Key);
        if (known.Key is not null && known.Version >= change.Version)
            return new ApplyResult(ApplyOutcome.AlreadyApplied, known.Key);
        var key = knownKey ?? known.Key ?? Referenced(change.ExternalReference) ?? (ownKeys ? NextKey() : change.Key);
        if (change.Content is null && knownKey is null && known.Key is null)
        {
            // What never came here is not there to be deleted, and gets no key.
            _effects.Add((change.Key, change.Version));
            _taken.Add(change);
            return new ApplyResult(ApplyOutcome.Applied, null);
        }

        _applied[change.Key] = (key, change.Version);
        _effects.Add((change.Key, change.Version));
        _taken.Add(change);
        if (change.Content is { } content)
            Store(key, change.Origin, change.Key, content.DeepClone().AsObject());
        else if (_records.Remove(key))
            _deleted++;
        return new ApplyResult(ApplyOutcome.Applied, key);
    }

    private void Store(string key, Side origin, string? externalReference, JsonObject content, string? cohortField = null)
    {
        var version = _records.TryGetValue(key, out var before) ? before.Version + 1 : 1;
        var cohortKey = cohortField is null ? null : content[cohortField]?.GetValue<string>();
        var change = new Change(
            key, cohortKey, version, (_feed.Count + 1).ToString(), origin, ChangeKind.Upsert, externalReference, content);
        _records[key] = change;
        Report(change);
    }

    private void Report(Change change)
    {
        if (Unreadable(change.Key) is { } fault)
            change = change with { Content = null, Fault = fault };
        _feed.Add(change);
        var changed = _new;
        _new = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private string? Referenced(string? reference) =>
        reference is not null && _records.ContainsKey(reference) ? reference : null;

    private string NextKey() => $"{prefix}-{_records.Count + _deleted + 1}";
}

using Hub.ServiceKit.Changes;
using Hub.Sync.Messages;
using Hub.Sync.Streams;

namespace Hub.Sync.Publishing;

/// <summary>
/// The changes of one stream between reading and the inbox's commit. It holds only what is not handled yet, knows
/// the position up to which everything is, and lets one change of a key go at a time, so that a change which
/// has to wait holds back its own key and no other.
/// </summary>
/// <param name="begin">Where the stream stands.</param>
/// <param name="options">How much it holds, and when it is sent again.</param>
/// <param name="time">The clock.</param>
/// <param name="newestOnly">
/// Whether a change is not sent any more once a later one of its key is read: each tells the whole record.
/// </param>
/// <param name="below">Returns a random number below another, for pauses between attempts; null for the system's.</param>
internal sealed class ChangeWindow(
    StreamPosition begin, SyncOptions options, TimeProvider time, bool newestOnly = false, Func<int, int>? below = null)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<PendingChange> _pending = [];
    private readonly Dictionary<long, LinkedListNode<PendingChange>> _bySequence = [];
    private readonly Dictionary<string, Queue<PendingChange>> _byKey = new(StringComparer.Ordinal);
    private StreamPosition _handledUpTo = begin;
    private long _lastSequence = begin.Sequence;
    private (long Number, HashSet<PendingChange> Awaited)? _barrier;
    private long _passed;

    /// <summary>Set when a change may be due.</summary>
    public Signal Due { get; } = new();

    /// <summary>Set when there may be room for more.</summary>
    public Signal Room { get; } = new();

    /// <summary>Set when the position has advanced.</summary>
    public Signal Advanced { get; } = new();

    /// <summary>Everything up to here is handled.</summary>
    public StreamPosition HandledUpTo => Read(() => _handledUpTo);

    /// <summary>The number of the last barrier whose changes are all handled.</summary>
    public long Passed => Read(() => _passed);

    /// <summary>How many changes are read and not handled.</summary>
    public int Count => Read(() => _pending.Count);

    /// <summary>How many more changes may be read now.</summary>
    public int Free => Read(() => options.Window - _pending.Count);

    /// <summary>Whether changes are sent and not answered.</summary>
    public bool AwaitsAnswers => Read(() => _pending.Any(p => p.Sent));

    /// <summary>What the position waits for, or null when everything read is handled.</summary>
    public PendingChange? Oldest => Read(() => _pending.First?.Value);

    /// <summary>Takes in what was read; changes the stream does not take count as handled.</summary>
    public void Add(IReadOnlyList<Change> changes, Func<Change, bool> takes)
    {
        lock (_lock)
            for (var i = 0; i < changes.Count; i++)
            {
                var endsPosition = i + 1 == changes.Count || changes[i + 1].Position != changes[i].Position;
                Add(changes[i], endsPosition, takes(changes[i]));
            }

        Due.Set();
        Advanced.Set();
    }

    /// <summary>
    /// Notes that all is read which there was when a barrier was raised: it is passed once what was read so far is handled.
    /// </summary>
    /// <param name="number">The barrier's number.</param>
    /// <param name="counts">The changes that it waits for; all where it is not given.</param>
    public void Mark(long number, Func<Change, bool>? counts = null)
    {
        lock (_lock)
        {
            if (number <= _passed || _barrier?.Number >= number)
                return;
            _barrier = (number, [.. _pending.Where(p => !p.Waited && (counts is null || counts(p.Change)))]);
            PassBarrier();
        }

        Advanced.Set();
    }

    /// <summary>
    /// Takes in changes that have waited, behind those of their keys that are here; the position does not depend on them.
    /// </summary>
    public void Release(IReadOnlyList<Change> waited)
    {
        lock (_lock)
            foreach (var change in waited.Where(c => !IsReleased(c)).Take(Math.Max(0, options.Window - _pending.Count)).ToList())
                Append(new PendingChange(change, ++_lastSequence, handledUpTo: null, time.GetUtcNow()) { Waited = true });
        Due.Set();
    }

    /// <summary>The changes to send now. Without an answer they are due again after a while.</summary>
    public IReadOnlyList<PendingChange> TakeDue()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var due = _pending.Where(p => p.DueAt <= now && _byKey[p.Change.Key].Peek() == p).ToList();
            foreach (var pending in due)
                (pending.Sent, pending.DueAt) = (true, now + options.SendAgainAfter);
            return due;
        }
    }

    /// <summary>How long until the next change is due.</summary>
    public TimeSpan UntilDue()
    {
        lock (_lock)
        {
            var next = _byKey.Values.Select(q => q.Peek().DueAt).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
            var wait = next - time.GetUtcNow();
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > options.SendAgainAfter ? options.SendAgainAfter : wait;
        }
    }

    /// <summary>Hears what became of a change that was sent; answers to what is no longer pending mean nothing.</summary>
    public void Answer(ChangeAnswer answer)
    {
        lock (_lock)
        {
            if (!_bySequence.TryGetValue(answer.Sequence, out var node) || !IsAnswered(node.Value, answer))
                return;
            if (answer.Attempt.Outcome == AttemptOutcome.Handled)
                Remove(node);
            else
                PutOff(node.Value, answer.Attempt);
        }

        Due.Set();
        Room.Set();
        Advanced.Set();
    }

    /// <summary>Sends again what is not answered: its answers are lost.</summary>
    public void SendAgain()
    {
        lock (_lock)
            foreach (var pending in _pending.Where(p => p.Sent))
                pending.DueAt = time.GetUtcNow();
        Due.Set();
    }

    private void Add(Change change, bool endsPosition, bool takes)
    {
        var sequence = ++_lastSequence;
        var handledUpTo = endsPosition ? new StreamPosition(change.Position, sequence) : null;
        if (!takes)
        {
            Pass(_pending.Last, handledUpTo);
            return;
        }

        var pending = new PendingChange(change, sequence, handledUpTo, time.GetUtcNow());
        Append(pending);
        if (newestOnly)
            ReplaceBy(pending);
    }

    // What is under way may take effect, and is waited for.
    private void ReplaceBy(PendingChange newest)
    {
        var queue = _byKey[newest.Change.Key];
        var replaced = queue.Where(p => p != newest && !p.Sent && !p.Waited).ToList();
        if (replaced.Count == 0)
            return;
        _byKey[newest.Change.Key] = new Queue<PendingChange>(queue.Except(replaced));
        // A barrier that was to wait for one of them waits for what stands in its place.
        if (_barrier is { Awaited: var awaited } && replaced.Exists(awaited.Contains))
            awaited.Add(newest);
        replaced.ForEach(Remove);
    }

    private bool IsReleased(Change change) =>
        _byKey.TryGetValue(change.Key, out var queue) && queue.Any(p => p.Waited && p.Change.Version == change.Version);

    private void Append(PendingChange pending)
    {
        _bySequence.Add(pending.Sequence, _pending.AddLast(pending));
        if (!_byKey.TryGetValue(pending.Change.Key, out var queue))
            _byKey.Add(pending.Change.Key, queue = new Queue<PendingChange>());
        queue.Enqueue(pending);
    }

    private void Remove(LinkedListNode<PendingChange> node)
    {
        Remove(node.Value);
        var queue = _byKey[node.Value.Change.Key];
        queue.Dequeue();
        if (queue.Count == 0)
            _byKey.Remove(node.Value.Change.Key);
    }

    private void Remove(PendingChange pending)
    {
        _bySequence.Remove(pending.Sequence, out var node);
        Pass(node!.Previous, pending.HandledUpTo);
        _pending.Remove(node);
        _barrier?.Awaited.Remove(pending);
        PassBarrier();
    }

    private void PassBarrier()
    {
        if (_barrier is { Awaited.Count: 0 } barrier)
            (_passed, _barrier) = (barrier.Number, null);
    }

    private void Pass(LinkedListNode<PendingChange>? previous, StreamPosition? handledUpTo)
    {
        if (handledUpTo is null)
            return;
        if (previous is null)
            _handledUpTo = handledUpTo;
        else
            previous.Value.HandledUpTo = handledUpTo;
    }

    // A message of an earlier run of the stream may carry the same number for another change, or one whose turn has not come.
    private bool IsAnswered(PendingChange pending, ChangeAnswer answer) =>
        (pending.Change.Key, pending.Change.Version, pending.Change.Position) == (answer.Key, answer.Version, answer.Position)
        && _byKey[pending.Change.Key].Peek() == pending;

    private void PutOff(PendingChange pending, ApplyAttempt attempt)
    {
        (pending.Sent, pending.Error) = (false, attempt.Error);
        if (attempt.Outcome == AttemptOutcome.Failed)
            pending.Failures++;
        if (attempt.Outcome != AttemptOutcome.Held)
            pending.Attempts++;
        var pause = Backoff.Pause(attempt.Outcome == AttemptOutcome.Held ? 1 : pending.Attempts, options.LongestPause, below);
        pending.DueAt = time.GetUtcNow() + (pause > attempt.Pause ? pause : attempt.Pause);
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
            return read();
    }
}

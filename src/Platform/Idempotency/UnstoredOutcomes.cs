using System.Collections.Concurrent;

namespace Hub.Platform.Idempotency;

/// <summary>
/// Holds how writes ended while the store cannot be written, such as on a full disk: repeats are answered from here, and the
/// outcomes are stored as soon as that works. A process that ends before loses them.
/// </summary>
/// <param name="most">The answers' bodies that are held, in characters; beyond, only statuses are.</param>
internal sealed class UnstoredOutcomes(long most)
{
    private readonly ConcurrentDictionary<string, UnstoredOutcome> _byKey = new(StringComparer.Ordinal);
    private long _held;

    /// <summary>The outcomes held.</summary>
    public IEnumerable<UnstoredOutcome> All => _byKey.IsEmpty ? [] : _byKey.Values;

    /// <summary>Holds an outcome.</summary>
    public void Add(UnstoredOutcome outcome)
    {
        var size = outcome.Body?.Length ?? 0;
        if (Interlocked.Add(ref _held, size) > most)
        {
            Interlocked.Add(ref _held, -size);
            outcome = outcome with { Body = null };
        }

        _byKey[outcome.Key.Id] = outcome;
    }

    /// <summary>Returns the outcome under a key, or null.</summary>
    public UnstoredOutcome? Find(IdempotencyKey key) => _byKey.IsEmpty ? null : _byKey.GetValueOrDefault(key.Id);

    /// <summary>Lets go of an outcome that is stored.</summary>
    public void Remove(UnstoredOutcome outcome)
    {
        if (_byKey.TryRemove(KeyValuePair.Create(outcome.Key.Id, outcome)))
            Interlocked.Add(ref _held, -(outcome.Body?.Length ?? 0));
    }
}

/// <summary>How a write ended that is not stored yet.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Attempt">The attempt that took the key.</param>
/// <param name="At">When it ended, in microseconds.</param>
/// <param name="Status">The answer's status; 0 where nothing was done and the key is to be freed.</param>
/// <param name="Headers">The answer's headers, as JSON.</param>
/// <param name="Body">The answer's body, as base64; null where it is not kept.</param>
internal sealed record UnstoredOutcome(
    IdempotencyKey Key, string Attempt, long At, int Status, string Headers, string? Body)
{
    /// <summary>Whether nothing was done.</summary>
    public bool Frees => Status == 0;
}

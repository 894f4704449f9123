using System.Collections.Concurrent;

namespace Hub.Adapters.Drifting;

/// <summary>What one operation has answered since it was written down last.</summary>
internal sealed class OperationAnswers
{
    /// <summary>How many answers there were.</summary>
    public long Answers;

    /// <summary>In how many of them there was something that the contract does not know, by its place.</summary>
    public ConcurrentDictionary<string, long> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes what was counted, and begins anew. What is counted meanwhile comes with the next.</summary>
    public (long Answers, IReadOnlyDictionary<string, long> Places) Take()
    {
        var places = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var place in Places.Keys)
            if (Places.TryRemove(place, out var seen))
                places[place] = seen;
        return (Interlocked.Exchange(ref Answers, 0), places);
    }

    /// <summary>Adds again what was taken and could not be written.</summary>
    public void PutBack((long Answers, IReadOnlyDictionary<string, long> Places) taken)
    {
        Interlocked.Add(ref Answers, taken.Answers);
        foreach (var (place, seen) in taken.Places)
            Places.AddOrUpdate(place, seen, (_, n) => n + seen);
    }
}

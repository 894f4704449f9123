using System.Collections.Immutable;
using Hub.Adapters.Calls;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Recording;

/// <summary>The recordings of this node: one at a time of a system, none unless somebody asked.</summary>
internal sealed class Recordings(TimeProvider time) : ICallObserver
{
    /// <summary>The most exchanges that one recording takes.</summary>
    public const int MostCount = 1000;

    // What is over is kept a while, to be fetched.
    private const int MostKept = 8;
    private ImmutableArray<Recording> _all = [];

    /// <summary>Keeps a call that was answered where somebody records its system.</summary>
    public void Answered(string system, MappedCall call, JsonText? sent, SystemOutcome said)
    {
        if (_all.IsEmpty || call.Id is null || sent is null || said is not (Answer or Fault))
            return;
        var now = time.GetUtcNow();
        foreach (var recording in _all)
            if (recording.Wants(system, call, now))
                recording.Add(call, sent.Node!, said);
    }

    /// <returns>The recording, or null where one of the system is under way already.</returns>
    public Recording? TryStart(string system, string? operation, int count, TimeSpan length, MaskPlan mask)
    {
        var now = time.GetUtcNow();
        var started = new Recording(system, operation, count, now + length, mask);
        return ImmutableInterlocked.Update(ref _all, all => all.Any(r => r.System == system && !r.IsOver(now))
            ? all
            : [.. all.Where(r => !r.IsOver(now)), .. all.Where(r => r.IsOver(now)).TakeLast(MostKept - 1), started])
            && _all.Contains(started) ? started : null;
    }

    public Recording? Find(string system, string id) => _all.FirstOrDefault(r => r.System == system && r.Id == id);

    /// <summary>Ends it and forgets it.</summary>
    public void Remove(Recording recording)
    {
        recording.Stop();
        ImmutableInterlocked.Update(ref _all, all => all.Remove(recording));
    }
}

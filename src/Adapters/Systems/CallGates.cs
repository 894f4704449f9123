using System.Collections.Concurrent;
using Hub.Platform.Plan;

namespace Hub.Adapters.Systems;

/// <summary>The gates of all systems. They outlive plans: a new plan must not double what a system has to bear.</summary>
internal sealed class CallGates(TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<string, CallGate> _gates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SystemLimits> _limits = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private int _parts = 1;

    /// <summary>The gate of a system. It lets nothing more or less through until <see cref="Limit"/> says so.</summary>
    public CallGate For(string system) => _gates.GetOrAdd(system, _ => new CallGate(time));

    /// <summary>Holds a system's gate within these limits from now on.</summary>
    public void Limit(string system, SystemLimits limits)
    {
        lock (_lock)
        {
            _limits[system] = limits;
            For(system).Hold(new CallShare(limits, _parts));
        }
    }

    /// <summary>The gate of a system that has one, or null.</summary>
    public CallGate? Find(string system) => _gates.GetValueOrDefault(system);

    /// <summary>
    /// Divides what systems allow into so many parts from now on, 0 for none held yet; true when what is in use fits.
    /// </summary>
    public bool Divide(int parts)
    {
        lock (_lock)
        {
            _parts = parts;
            foreach (var (system, limits) in _limits)
                _gates[system].Hold(new CallShare(limits, parts));
            return _limits.Keys.All(system => _gates[system].InFlight <= _gates[system].Places);
        }
    }

    public void Dispose()
    {
        foreach (var gate in _gates.Values)
            gate.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Collections.Frozen;
using Hub.Adapters.Soap;
using Hub.Platform.Plan;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Systems;

/// <summary>The adapters of the plan served now.</summary>
internal sealed partial class SystemAdapters
{
    private readonly ConcurrentDictionary<(string System, int Concurrency), CallGate> _gates = [];
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly SystemTelemetry _telemetry;
    private readonly ILogger _logger;
    private volatile FrozenDictionary<string, SystemAdapter> _adapters = FrozenDictionary<string, SystemAdapter>.Empty;

    public SystemAdapters(TimeProvider time, ILoggerFactory loggers, SystemTelemetry telemetry)
    {
        (_time, _loggers, _telemetry, _logger) = (time, loggers, telemetry, loggers.CreateLogger<SystemAdapters>());
        // Where two gates of one system are at work, calls of an earlier plan are still under way.
        telemetry.Observe(() => All.Select(a => a.Definition).Select(d => (
            d.Name, _gates.Where(g => g.Key.System == d.Name).Sum(g => g.Value.InFlight), d.Limits.Concurrency)));
    }

    public IEnumerable<SystemAdapter> All => _adapters.Values;

    /// <summary>The adapter of a system, or null when the plan served has none.</summary>
    public SystemAdapter? Find(string system) => _adapters.GetValueOrDefault(system);

    /// <summary>Serves a plan from now on. Calls under way end with the adapter they began with.</summary>
    public void Serve(MigrationPlan plan)
    {
        var errors = new PlanErrors();
        _adapters = plan.Systems.Select(s => SystemReader.Read(s, plan, errors)).OfType<SystemDefinition>()
            .Where(d => d.Connect is not null).Select(Start).ToFrozenDictionary(a => a.Definition.Name, StringComparer.Ordinal);
        // The plan was checked before it was served, so these come from a reference that no longer resolves.
        foreach (var error in errors)
            PlanFault(error.ToString());
    }

    private SystemAdapter Start(SystemDefinition definition)
    {
        // The gate outlives the plan: a new plan must not double what the system has to bear.
        var gate = _gates.GetOrAdd((definition.Name, definition.Limits.Concurrency), key => new CallGate(key.Concurrency));
        var client = definition.Connect!(gate, _time);
        var calls = new SystemCalls(definition.Name, client, _time, _telemetry, _loggers.CreateLogger<SystemCalls>());
        return new SystemAdapter(definition, client, calls);
    }

    [LoggerMessage(LogLevel.Error, "The plan served has a fault: {Fault}")]
    private partial void PlanFault(string fault);
}

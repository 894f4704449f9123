using System.Collections.Frozen;
using Hub.Adapters.Calls;
using Hub.Adapters.Mapping;
using Hub.Adapters.Sql.Tables;
using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Serving;

/// <summary>The adapters of the plan served now.</summary>
internal sealed class SystemAdapters : IPlanPart
{
    private readonly CallGates _gates;
    private readonly TimeProvider _time;
    private readonly CursorSeal _cursors;
    private readonly ILoggerFactory _loggers;
    private readonly SystemTelemetry _telemetry;
    private readonly ConverterFolder _converters;
    private readonly ICallObserver _calls;
    private volatile FrozenDictionary<string, SystemAdapter> _adapters = FrozenDictionary<string, SystemAdapter>.Empty;

    public SystemAdapters(
        CallGates gates, TimeProvider time, CursorSeal cursors, ILoggerFactory loggers, SystemTelemetry telemetry,
        ConverterFolder converters,
        ICallObserver calls)
    {
        (_gates, _time, _cursors, _loggers, _telemetry, _converters, _calls) =
            (gates, time, cursors, loggers, telemetry, converters, calls);
        telemetry.Observe(() => All.Select(a => a.Definition)
            .SelectMany(d => _gates.Find(d.Name) is { } gate
                ? [(d.Name, gate, d.Limits.Concurrency)]
                : Array.Empty<(string, CallGate, int)>()));
    }

    public IEnumerable<SystemAdapter> All => _adapters.Values;

    /// <summary>The adapter of a system, or null when the plan served has none.</summary>
    public SystemAdapter? Find(string system) => _adapters.GetValueOrDefault(system);

    /// <summary>The adapters that were made of a plan.</summary>
    public IEnumerable<SystemAdapter> Of(MigrationPlan plan) =>
        plan.BuiltBy<FrozenDictionary<string, SystemAdapter>>(this)?.Values ?? [];

    /// <summary>Makes the adapters of a plan, each with its client; no call is made.</summary>
    public object Build(MigrationPlan plan, PlanErrors errors)
    {
        var adapters = new Dictionary<string, SystemAdapter>(StringComparer.Ordinal);
        foreach (var system in plan.Systems)
            errors.Try(system.Node.At, $"system '{system.Name}' cannot be served", () =>
            {
                // The rules have read it and found no fault.
                if (SystemReader.Read(system, plan, new PlanErrors(), _converters) is { Connect: not null } definition)
                    adapters[system.Name] = Start(definition);
            });
        return adapters.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Serves what was built of a plan from now on. Calls under way end with the adapter they began with.</summary>
    public void Serve(MigrationPlan plan)
    {
        var before = _adapters;
        var next = plan.BuiltBy<FrozenDictionary<string, SystemAdapter>>(this)
            ?? FrozenDictionary<string, SystemAdapter>.Empty;
        if (ReferenceEquals(before, next))
            return;
        foreach (var adapter in next.Values)
            _gates.Limit(adapter.Definition.Name, adapter.Definition.Limits);
        _adapters = next;
        _ = CloseAsync(before.Values);
    }

    /// <summary>No more calls are to come.</summary>
    public Task CloseAsync() => CloseAsync([.. All]);

    private static Task CloseAsync(IEnumerable<SystemAdapter> adapters) =>
        Task.WhenAll(adapters.Select(a => a.Client.CloseAsync()));

    private SystemAdapter Start(SystemDefinition definition)
    {
        var client = definition.Connect!(_gates.For(definition.Name), _time, _cursors);
        var hidden = new HiddenValues(definition.Mask.References);
        return new SystemAdapter(definition, client, Calls(CallPriority.Interactive), Calls(CallPriority.Background));

        SystemCalls Calls(CallPriority priority) =>
            new(
                definition.Name, client, priority, _time, _telemetry, _calls, hidden,
                _loggers.CreateLogger<SystemCalls>());
    }
}

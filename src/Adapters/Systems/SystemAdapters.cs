using System.Collections.Frozen;
using Hub.Adapters.Mapping;
using Hub.Adapters.Recording;
using Hub.Adapters.Sql;
using Hub.Platform.Plan;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Systems;

/// <summary>The adapters of the plan served now.</summary>
internal sealed partial class SystemAdapters
{
    private readonly CallGates _gates;
    private readonly TimeProvider _time;
    private readonly CursorSeal _cursors;
    private readonly ILoggerFactory _loggers;
    private readonly SystemTelemetry _telemetry;
    private readonly ConverterFolder _converters;
    private readonly Recordings _recordings;
    private readonly ILogger _logger;
    private volatile FrozenDictionary<string, SystemAdapter> _adapters = FrozenDictionary<string, SystemAdapter>.Empty;

    public SystemAdapters(
        CallGates gates, TimeProvider time, CursorSeal cursors, ILoggerFactory loggers, SystemTelemetry telemetry,
        ConverterFolder converters,
        Recordings recordings)
    {
        (_gates, _time, _cursors, _loggers, _telemetry, _converters, _recordings, _logger) =
            (gates, time, cursors, loggers, telemetry, converters, recordings, loggers.CreateLogger<SystemAdapters>());
        telemetry.Observe(() => All.Select(a => a.Definition)
            .SelectMany(d => _gates.Find(d.Name) is { } gate
                ? [(d.Name, gate, d.Limits.Concurrency)]
                : Array.Empty<(string, CallGate, int)>()));
    }

    public IEnumerable<SystemAdapter> All => _adapters.Values;

    /// <summary>The adapter of a system, or null when the plan served has none.</summary>
    public SystemAdapter? Find(string system) => _adapters.GetValueOrDefault(system);

    /// <summary>Serves a plan from now on. Calls under way end with the adapter they began with.</summary>
    public void Serve(MigrationPlan plan)
    {
        var errors = new PlanErrors();
        var before = All.ToList();
        _adapters = plan.Systems.Select(s => SystemReader.Read(s, plan, errors, _converters)).OfType<SystemDefinition>()
            .Where(d => d.Connect is not null).Select(Start).ToFrozenDictionary(a => a.Definition.Name, StringComparer.Ordinal);
        // The plan was checked before it was served, so these come from a reference that no longer resolves.
        foreach (var error in errors)
            PlanFault(error.ToString());
        _ = CloseAsync(before);
    }

    /// <summary>No more calls are to come.</summary>
    public Task CloseAsync() => CloseAsync([.. All]);

    private static Task CloseAsync(IEnumerable<SystemAdapter> adapters) =>
        Task.WhenAll(adapters.Select(a => a.Client.CloseAsync()));

    private SystemAdapter Start(SystemDefinition definition)
    {
        var client = definition.Connect!(_gates.For(definition.Name, definition.Limits), _time, _cursors);
        var hidden = new HiddenValues(definition.Mask.References);
        return new SystemAdapter(definition, client, Calls(CallPriority.Interactive), Calls(CallPriority.Background));

        SystemCalls Calls(CallPriority priority) =>
            new(
                definition.Name, client, priority, _time, _telemetry, _recordings, hidden,
                _loggers.CreateLogger<SystemCalls>());
    }

    [LoggerMessage(LogLevel.Error, "The plan served has a fault: {Fault}")]
    private partial void PlanFault(string fault);
}

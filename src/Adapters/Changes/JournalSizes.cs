using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Hub.Platform.Telemetry;

namespace Hub.Adapters.Changes;

/// <summary>Shows how many rows the journals have in their databases, as they were last pruned.</summary>
internal sealed class JournalSizes
{
    private readonly ConcurrentDictionary<(string System, string Entity), long> _rows = [];

    public JournalSizes(IMeterFactory meters) => meters.Create(HubTelemetry.Name).CreateObservableGauge(
        "hub.system.journal.rows",
        () => _rows.Select(r => new Measurement<long>(
            r.Value,
            KeyValuePair.Create<string, object?>(HubTelemetry.System, r.Key.System),
            KeyValuePair.Create<string, object?>("hub.entity", r.Key.Entity))),
        "{row}",
        "Rows of a journal that were not deleted yet: those not read, and the last that was.");

    public void Note(string system, string entity, long rows) => _rows[(system, entity)] = rows;
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Hub.Platform.Telemetry;

namespace Hub.Adapters.Slots;

/// <summary>Shows how much of its log each database keeps for its slot.</summary>
internal sealed class SlotSizes
{
    private readonly ConcurrentDictionary<string, long> _bytes = new(StringComparer.Ordinal);

    public SlotSizes(IMeterFactory meters) => meters.Create(HubTelemetry.Name).CreateObservableGauge(
        "hub.system.slot.retained",
        () => _bytes.Select(b => new Measurement<long>(
            b.Value, KeyValuePair.Create<string, object?>(HubTelemetry.System, b.Key))),
        "By",
        "Bytes of its log that a database keeps until the hub has read them from its replication slot.");

    public void Note(string system, long bytes) => _bytes[system] = bytes;
}

using System.Diagnostics.Metrics;
using Hub.Platform.Telemetry;

namespace Hub.Adapters.Files;

/// <summary>Counts the files that were taken from systems, refused, and written for them.</summary>
internal sealed class FileTelemetry(IMeterFactory meters)
{
    private readonly Counter<long> _files = meters.Create(HubTelemetry.Name).CreateCounter<long>(
        "hub.system.files", "{file}", "Files taken from a system to the last row, refused as a whole, or written for it.");

    public void Taken(string system, string entity) => Count(system, entity, "taken");

    public void Refused(string system, string entity) => Count(system, entity, "refused");

    public void Written(string system, string entity) => Count(system, entity, "written");

    private void Count(string system, string entity, string outcome) => _files.Add(
        1,
        KeyValuePair.Create<string, object?>(HubTelemetry.System, system),
        KeyValuePair.Create<string, object?>("hub.entity", entity),
        KeyValuePair.Create<string, object?>("hub.outcome", outcome));
}

using System.Diagnostics.Metrics;
using Hub.Platform.Telemetry;

namespace Hub.Facade.Protecting;

/// <summary>Counts what protection did.</summary>
internal sealed class ProtectionTelemetry
{
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _refusals;

    public ProtectionTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(HubTelemetry.Name);
        _fallbacks = meter.CreateCounter<long>(
            "hub.route.fallbacks", "{request}", "Requests that legacy answered because the new side could not.");
        _refusals = meter.CreateCounter<long>(
            "hub.route.refusals", "{request}", "Requests whose side was not asked: busy, failing or unwell.");
    }

    public void FellBack(string route) => _fallbacks.Add(1, new KeyValuePair<string, object?>(HubTelemetry.Route, route));

    public void Refused(string route) => _refusals.Add(1, new KeyValuePair<string, object?>(HubTelemetry.Route, route));
}

using Microsoft.Extensions.Diagnostics.Metrics;

namespace Hub.Platform.Telemetry;

/// <summary>Says which meters are listened to: this host's and the process's, not those of another host in the process.</summary>
internal static class HubMeters
{
    private const MeterScope Ours = MeterScope.Global | MeterScope.Local;

    /// <summary>
    /// Enables the hub's own, and what tells how the process and its connections fare. What ASP.NET Core and HttpClient
    /// measure per request costs each request more than the hub's own measures, which tell the same by route and operation:
    /// it is enabled for a collector only.
    /// </summary>
    public static IMetricsBuilder EnableHubMeters(this IMetricsBuilder metrics, bool exported)
    {
        foreach (var meter in (string[])[HubTelemetry.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql"])
            metrics.EnableMetrics(meter, instrumentName: null, listenerName: null, Ours);
        if (exported)
            metrics.EnableMetrics("Microsoft.AspNetCore.Hosting", instrumentName: null, listenerName: null, Ours);
        metrics.EnableMetrics(
            "System.Net.Http", exported ? null : "http.client.open_connections", listenerName: null, Ours);
        return metrics;
    }
}

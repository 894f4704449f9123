using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;

namespace Hub.Platform.Telemetry;

/// <summary>
/// Tags that tell where a system is. An address or a connection string may come from a reference of the plan, whose value is
/// shown nowhere; which system it is, the hub's own metrics and spans tell by name.
/// </summary>
internal static class PlaceTags
{
    private static readonly string[] OfHttp =
    [
        "http.request.method", "http.response.status_code", "http.connection.state", "error.type", "url.scheme",
        "network.protocol.version",
    ];

    private static readonly string[] OfNpgsql = ["db.system.name", "error.type"];

    /// <summary>Those of spans.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "server.address", "server.port", "network.peer.address", "network.peer.port", "net.peer.name", "net.peer.ip",
        "net.peer.port", "db.connection_string", "db.npgsql.data_source", "db.user", "db.client.connection.pool.name",
    ];

    /// <summary>Returns how a client's instrument is exported without them; null for an instrument that is no client's.</summary>
    public static MetricStreamConfiguration? WithoutThem(Instrument instrument) => instrument.Meter.Name switch
    {
        "System.Net.Http" => new MetricStreamConfiguration { TagKeys = OfHttp },
        // What is observed per pool cannot be added up, and a pool is named by its connection string.
        "Npgsql" when instrument.IsObservable => MetricStreamConfiguration.Drop,
        "Npgsql" => new MetricStreamConfiguration { TagKeys = OfNpgsql },
        _ => null,
    };
}

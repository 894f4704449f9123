using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;

namespace Hub.Platform.Telemetry;

/// <summary>
/// Tags that tell where a system is. An address or a connection string may come from a reference of the plan, whose value is
/// shown nowhere; which system it is, the hub's own metrics and spans tell by name.
/// </summary>
internal static class PlaceTags
{
    private const string Pool = "db.client.connection.pool.name";
    private const string OldPool = "pool.name";
    private const int Short = 4;

    /// <summary>Those of clients: HTTP and database.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "server.address", "server.port", "network.peer.address", "network.peer.port", "net.peer.name", "net.peer.ip",
        "net.peer.port", "db.connection_string", "db.npgsql.data_source", "db.user", Pool, OldPool,
    ];

    /// <summary>
    /// What is written of a tag; null for nothing. Pools, whose name is a connection string, are still told apart.
    /// </summary>
    public static string? Write(string tag, string text) =>
        tag is Pool or OldPool ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, Short))
        : Names.Contains(tag, StringComparer.Ordinal) ? null
        : text;

    /// <summary>The tags that remain of a client's instrument; null for an instrument that is no client's.</summary>
    public static string[]? Remaining(Instrument instrument) => instrument.Meter.Name switch
    {
        "System.Net.Http" =>
        [
            "http.request.method", "http.response.status_code", "http.connection.state", "error.type", "url.scheme",
            "network.protocol.version",
        ],
        "Npgsql" => ["state", "db.client.connection.state", "db.system.name", "error.type"],
        _ => null,
    };
}

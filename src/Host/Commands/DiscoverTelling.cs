using System.Globalization;
using Hub.Facade.Discovering;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Tells people what passes through catch-alls.</summary>
internal static class DiscoverTelling
{
    private const string Nothing = "nothing";

    /// <summary>Tells what a hub has seen.</summary>
    public static Listed Tell(DiscoveredView view) => new(
        ListingTable.Of(
            view.Requests,
            "Nothing has passed through a catch-all, and everything asked for was claimed by a route.",
            ("template", Template),
            ("method", r => r.Method),
            ("requests", Requests),
            ("last", r => Ago(view.At - r.Last)),
            ("p99", r => r.P99 is { } p99 ? string.Create(CultureInfo.InvariantCulture, $"{p99} ms") : "-"),
            ("callers", r => $"{r.Callers}"),
            ("claimed by", ClaimedBy),
            ("statuses", Statuses)));

    /// <summary>Tells what an access log holds.</summary>
    public static Listed TellLog(AccessLogReading reading) => new(
        ListingTable.Of(
            reading.Requests,
            "The log has no requests.",
            ("template", Template),
            ("method", r => r.Method),
            ("requests", Requests),
            ("last", r => ApiRecords.Time(r.Last)),
            ("callers", r => $"{r.Callers}"),
            ("statuses", Statuses)));

    private static string Template(DiscoveredRequest row) =>
        row.Host + row.Template + (row.Action is { Length: > 0 } action ? $" {action}" : "");

    private static string Requests(DiscoveredRequest row) => row.Requests.ToString("N0", CultureInfo.InvariantCulture);

    private static string ClaimedBy(DiscoveredRequest row) => row.Route is { } route ? $"{route} by now" : row.Claim ?? Nothing;

    private static string Statuses(DiscoveredRequest row) => string.Join(", ", row.Statuses.OrderByDescending(s => s.Value)
        .Select(s => string.Create(
            CultureInfo.InvariantCulture, $"{(s.Key == 0 ? "others" : $"{s.Key}")}: {s.Value:N0}")));

    private static string Ago(TimeSpan ago) => ago switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 2 } => $"{ago.TotalSeconds:0} s ago",
        { TotalHours: < 2 } => $"{ago.TotalMinutes:0} min ago",
        { TotalDays: < 2 } => $"{ago.TotalHours:0} h ago",
        _ => $"{ago.TotalDays:0} days ago",
    };
}

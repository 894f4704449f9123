using System.Globalization;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Tells people what passes through catch-alls.</summary>
internal static class DiscoverTelling
{
    private const string Nothing = "nothing";

    /// <summary>Tells what a hub has seen.</summary>
    public static Listed Tell(JsonElement view) => new(
        ListingTable.Of(
            Rows(view),
            "Nothing has passed through a catch-all, and everything asked for was claimed by a route.",
            ("template", Template),
            ("method", r => r.Text("method")),
            ("requests", Requests),
            ("last", r => Ago(view, r)),
            ("p99", r => r.Text("p99") is { Length: > 0 } p99 ? $"{p99} ms" : "-"),
            ("callers", r => r.Text("callers")),
            ("claimed by", ClaimedBy),
            ("statuses", Statuses)));

    /// <summary>Tells what an access log holds.</summary>
    public static Listed TellLog(JsonElement reading) => new(
        ListingTable.Of(
            Rows(reading),
            "The log has no requests.",
            ("template", Template),
            ("method", r => r.Text("method")),
            ("requests", Requests),
            ("last", r => r.Time("last")),
            ("callers", r => r.Text("callers")),
            ("statuses", Statuses)));

    private static JsonElement.ArrayEnumerator Rows(JsonElement view) => view.GetProperty("requests").EnumerateArray();

    private static string Template(JsonElement row) =>
        row.Text("host") + row.Text("template") + (row.Text("action") is { Length: > 0 } action ? $" {action}" : "");

    private static string Requests(JsonElement row) =>
        row.GetProperty("requests").GetInt64().ToString("N0", CultureInfo.InvariantCulture);

    private static string ClaimedBy(JsonElement row) =>
        row.Text("route") is { Length: > 0 } route ? $"{route} by now"
        : row.Text("claim") is { Length: > 0 } claim ? claim
        : Nothing;

    private static string Statuses(JsonElement row) => string.Join(", ", row.GetProperty("statuses").EnumerateObject()
        .OrderByDescending(s => s.Value.GetInt64())
        .Select(s => string.Create(
            CultureInfo.InvariantCulture, $"{(s.Name == "0" ? "others" : s.Name)}: {s.Value.GetInt64():N0}")));

    private static string Ago(JsonElement view, JsonElement row)
    {
        var ago = view.GetProperty("at").GetDateTimeOffset() - row.GetProperty("last").GetDateTimeOffset();
        return ago switch
        {
            { TotalSeconds: < 1 } => "now",
            { TotalMinutes: < 2 } => $"{ago.TotalSeconds:0} s ago",
            { TotalHours: < 2 } => $"{ago.TotalMinutes:0} min ago",
            { TotalDays: < 2 } => $"{ago.TotalHours:0} h ago",
            _ => $"{ago.TotalDays:0} days ago",
        };
    }
}

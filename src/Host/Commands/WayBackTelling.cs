using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Tells what a rollback would cost.</summary>
internal static class WayBackTelling
{
    /// <summary>Returns the verdict on a line behind a title, and each record that would be lost on a line below.</summary>
    public static IEnumerable<string> Lines(string title, JsonElement wayBack)
    {
        yield return title + wayBack.Text("text");
        var below = new string(' ', title.Length);
        var verdict = wayBack.GetProperty("verdict");
        var records = verdict.GetProperty("records").EnumerateArray().ToList();
        foreach (var record in records)
            yield return below + (record.Text("field") is { Length: > 0 } field
                ? $"{record.Text("key")}, {field}: {record.Text("reason")}"
                : $"{record.Text("key")}: {record.Text("reason")}");
        if (verdict.GetProperty("failing").GetInt64() - records.Count is > 0 and var more)
            yield return $"{below}and {more} more";
    }
}

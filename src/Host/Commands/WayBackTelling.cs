using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Tells what a rollback would cost.</summary>
internal static class WayBackTelling
{
    /// <summary>Returns the verdict on a line, and each record that would be lost on one of its own.</summary>
    public static IEnumerable<string> Lines(JsonElement wayBack)
    {
        yield return wayBack.Text("text");
        var verdict = wayBack.GetProperty("verdict");
        var records = verdict.GetProperty("records").EnumerateArray().ToList();
        foreach (var record in records)
            yield return record.Text("field") is { Length: > 0 } field
                ? $"  {record.Text("key")}, {field}: {record.Text("reason")}"
                : $"  {record.Text("key")}: {record.Text("reason")}";
        if (verdict.GetProperty("failing").GetInt64() - records.Count is > 0 and var more)
            yield return $"  and {more} more";
    }
}

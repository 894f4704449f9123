using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Commands;

/// <summary>
/// Prints what differs between two plans: the routes, then the files' lines, to be read by people and by <c>patch</c>.
/// </summary>
internal static class PlanDiffTelling
{
    /// <param name="diff"><c>routes</c> and <c>files</c>, as the API and <c>./hub plan diff --json</c> have them.</param>
    /// <param name="before">What the plan before is called in front of its files' paths.</param>
    /// <param name="after">What the plan after is called there.</param>
    public static void Print(JsonElement diff, string before, string after)
    {
        foreach (var route in diff.GetProperty("routes").EnumerateArray())
            PrintRoute(route);
        foreach (var file in diff.GetProperty("files").EnumerateArray())
        {
            var (path, change) = (file.GetProperty("path").GetString(), file.GetProperty("change").GetString());
            Raw($"{change,-7} {path}");
            Raw(change == "added" ? "--- /dev/null" : $"--- {before}/{path}");
            Raw(change == "removed" ? "+++ /dev/null" : $"+++ {after}/{path}");
            foreach (var line in file.GetProperty("diff").EnumerateArray())
                Raw(line.GetString()!);
        }
    }

    private static void PrintRoute(JsonElement route)
    {
        var change = route.GetProperty("change").GetString();
        var (before, after) = (route.GetProperty("before"), route.GetProperty("after"));
        var written = after.ValueKind == JsonValueKind.Object ? after : before;
        var sign = change switch { "added" => '+', "removed" => '-', _ => '~' };
        var match = Field(written, "match") is { Length: > 0 } claimed ? claimed : Field(written, "to");
        Raw($"{sign} {route.GetProperty("route").GetString()}  {match}");
        foreach (var field in route.GetProperty("fields").EnumerateArray().Select(f => f.GetString()!)
            .Where(f => change == "changed" || f is not ("match" or "to")))
            Raw(change == "changed"
                ? $"    {field}: {Shown(Field(before, field))} → {Shown(Field(after, field))}"
                : $"    {field}: {Field(written, field)}");

        static string Shown(string text) => text.Length == 0 ? "none" : text;
    }

    private static string Field(JsonElement outline, string name) =>
        outline.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";

    // As it is, but nothing in it moves a cursor.
    private static void Raw(string line) => Terminal.Raw.WriteLine(VisibleText.Of(line, lines: true));
}

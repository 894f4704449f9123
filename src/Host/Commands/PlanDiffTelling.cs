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
        var routes = diff.GetProperty("routes").EnumerateArray().ToList();
        foreach (var route in routes)
            PrintRoute(route, NewName(route, routes));
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

    /// <summary>Returns the id under which a route that goes comes again with the same claim, or null.</summary>
    private static string? NewName(JsonElement route, IReadOnlyList<JsonElement> routes)
    {
        if (route.Text("change") != "removed")
            return null;
        var same = routes.Where(r => r.Text("change") == "added" && Claim(r, "after") == Claim(route, "before")).ToList();
        return same is [var renamed] ? renamed.Text("route") : null;

        static string Claim(JsonElement one, string end) =>
            string.Join('\n', new[] { "match", "host", "query", "headers" }.Select(f => Field(one.GetProperty(end), f)));
    }

    private static void PrintRoute(JsonElement route, string? newName)
    {
        var change = route.GetProperty("change").GetString();
        var (before, after) = (route.GetProperty("before"), route.GetProperty("after"));
        var written = after.ValueKind == JsonValueKind.Object ? after : before;
        var sign = change switch { "added" => '+', "removed" => '-', _ => '~' };
        var match = Field(written, "match") is { Length: > 0 } claimed ? claimed : Field(written, "to");
        Raw($"{sign} {route.GetProperty("route").GetString()}  {match}"
            + (newName is null ? "" : $"  (renamed to {newName}, which begins at legacy)"));
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

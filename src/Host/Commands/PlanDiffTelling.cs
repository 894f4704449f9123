using Hub.Host.Shell;
using Hub.Platform.Plan;
using Hub.Platform.Telemetry.Logging;

namespace Hub.Host.Commands;

/// <summary>
/// Prints what differs between two plans: the routes, then the files' lines, to be read by people and by <c>patch</c>.
/// </summary>
internal static class PlanDiffTelling
{
    // Routes with the same claim are one route under two ids.
    private static readonly string[] Claims = ["match", "host", "query", "headers"];

    /// <param name="diff">What differs.</param>
    /// <param name="before">What the plan before is called in front of its files' paths.</param>
    /// <param name="after">What the plan after is called there.</param>
    public static void Print(PlanDifferenceView diff, string before, string after)
    {
        foreach (var route in diff.Routes)
            PrintRoute(route, NewName(route, diff.Routes));
        foreach (var file in diff.Files)
        {
            Raw($"{file.Change,-7} {file.Path}");
            Raw(file.Change == "added" ? "--- /dev/null" : $"--- {before}/{file.Path}");
            Raw(file.Change == "removed" ? "+++ /dev/null" : $"+++ {after}/{file.Path}");
            foreach (var line in file.Diff)
                Raw(line);
        }
    }

    /// <summary>Returns the id under which a route that goes comes again with the same claim, or null.</summary>
    private static string? NewName(RouteDifferenceView route, IReadOnlyList<RouteDifferenceView> routes)
    {
        if (route.Change != "removed")
            return null;
        var same = routes.Where(r => r.Change == "added" && Claim(r.After) == Claim(route.Before)).ToList();
        return same is [var renamed] ? renamed.Route : null;

        static string Claim(IReadOnlyDictionary<string, string>? end) =>
            string.Join('\n', Claims.Select(f => Field(end, f)));
    }

    private static void PrintRoute(RouteDifferenceView route, string? newName)
    {
        var written = route.After ?? route.Before;
        var sign = route.Change switch { "added" => '+', "removed" => '-', _ => '~' };
        var match = Field(written, "match") is { Length: > 0 } claimed ? claimed : Field(written, "to");
        Raw($"{sign} {route.Route}  {match}"
            + (newName is null ? "" : $"  (renamed to {newName}, which begins at legacy)"));
        foreach (var field in route.Fields.Where(f => route.Change == "changed" || f is not ("match" or "to")))
            Raw(route.Change == "changed"
                ? $"    {field}: {Shown(Field(route.Before, field))} → {Shown(Field(route.After, field))}"
                : $"    {field}: {Field(written, field)}");

        static string Shown(string text) => text.Length == 0 ? "none" : text;
    }

    private static string Field(IReadOnlyDictionary<string, string>? outline, string name) =>
        outline?.GetValueOrDefault(name) ?? "";

    // As it is, but nothing in it moves a cursor.
    private static void Raw(string line) => Terminal.Raw.WriteLine(VisibleText.Of(line, lines: true));
}

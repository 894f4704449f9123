using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class RoutesCommand
{
    public static Command Create()
    {
        var route = new Argument<string?>("route")
        {
            Description = "Only this one, such as orders.place, with what its way back costs.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (command, listing) = (
            new Command("routes", "Shows each route: where it stands, who answers, how often.") { route }, new ListingCommand());
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) => parsed.GetValue(route) is { } id
            ? listing.RunAsync(parsed, $"hub/api/routes/{Uri.EscapeDataString(id)}", TellOne)
            : listing.RunAsync(parsed, "hub/api/routes", Tell));
        return command;
    }

    private static Listed TellOne(JsonElement route) => new(
        Table([route], showsWayBack: false),
        [
            .. WayBack(route) is { } way ? WayBackTelling.Lines("way back: ", way) : [],
            .. Guardrail(route) is { } guard
                ? [$"guardrail: {guard.Text("state")}: {guard.Text("text")}"]
                : Array.Empty<string>(),
        ]);

    private static JsonElement? Guardrail(JsonElement route) =>
        route.TryGetProperty("guardrail", out var guard) && guard.ValueKind == JsonValueKind.Object ? guard : null;

    private static JsonElement? WayBack(JsonElement route) =>
        route.TryGetProperty("wayBack", out var way) && way.ValueKind == JsonValueKind.Object ? way : null;

    private static Listed Tell(JsonElement views)
    {
        List<string> notes =
        [
            $"revision {views.Text("revision")}; {CountedBy(views)}",
            "p50 and p99 are those of the last five minutes, the hub's own time included",
        ];
        notes.AddRange(
            from route in views.GetProperty("routes").EnumerateArray()
            where Guardrail(route)?.Text("state") == "stepped back"
            select $"note: {route.Text("id")} stepped back {Guardrail(route)!.Value.Text("text")}");
        if (views.GetProperty("silent").GetArrayLength() > 0)
            notes.Add($"note: not counted: {views.Names("silent")} gave no answer");
        if (views.Text("problem") is { Length: > 0 } problem)
            notes.Add($"note: this node is not ready: {problem}");
        return new Listed(Table(views.GetProperty("routes").EnumerateArray()), notes);
    }

    private static ListingTable Table(IEnumerable<JsonElement> routes, bool showsWayBack = true)
    {
        var listed = routes.ToList();
        List<(string Title, Func<JsonElement, string> Cell)> columns =
        [
            ("route", r => r.Text("id")),
            ("stage", Stage),
            ("health…", Health),
        ];
        if (showsWayBack && listed.Exists(r => WayBack(r) is not null))
            columns.Add(("way back…", r => WayBack(r)?.Text("text") ?? "-"));
        columns.AddRange(
        [
            ("request", r => r.Text("match")),
            ("legacy side", r => r.Text("legacy")),
            ("new side", r => r.Text("new") is { Length: > 0 } side ? side : "-"),
            ("by legacy", r => Answers(r, "legacy")),
            ("by new", r => Answers(r, "new")),
            ("legacy p50/p99", r => Times(r, "legacy")),
            ("new p50/p99", r => Times(r, "new")),
            ("zone", r => r.Text("zone")),
        ]);
        return ListingTable.Of(listed, "The plan served has no route.", [.. columns]);
    }

    /// <summary>Returns where a route stands, and where it moves while its writes wait for that.</summary>
    private static string Stage(JsonElement route) =>
        route.TryGetProperty("handover", out var handover) && handover.ValueKind == JsonValueKind.Object
            ? $"{route.State()}, writes wait for {handover.Text("to")}"
            : route.State();

    /// <summary>Returns how many requests a side answered, and how many of these failed: <c>120, 3 failed</c>.</summary>
    private static string Answers(JsonElement route, string name) =>
        Sides(route).FirstOrDefault(s => s.Name == name).Side is { ValueKind: JsonValueKind.Object } side
            ? side.Text("answered") + (side.Text("failed") == "0" ? "" : $", {side.Text("failed")} failed")
            : "-";

    /// <summary>Returns what is wrong with either side, or how both are.</summary>
    private static string Health(JsonElement route)
    {
        var sides = Sides(route).ToList();
        var troubles = sides.Where(s => s.Side.Text("state") is not ("well" or "unknown")).Select(Trouble).ToList();
        return troubles.Count > 0 ? string.Join("; ", troubles)
            : sides.Any(s => s.Side.Text("state") == "well") ? "well"
            : "-";
    }

    private static string Trouble((string Name, JsonElement Side) side)
    {
        var since = side.Side.Text("since").Length > 0 ? $", since {side.Side.Time("since")}" : "";
        var reason = side.Side.Text("reason") is { Length: > 0 } why ? $": {why}" : "";
        // What is wrong first: a narrow terminal shows the beginning.
        return $"{side.Name} {side.Side.Text("state")}{reason}{since}";
    }

    private static string Times(JsonElement route, string name)
    {
        var side = Sides(route).FirstOrDefault(s => s.Name == name).Side;
        return side.ValueKind == JsonValueKind.Object && side.GetProperty("lately") is var lately
            && lately.Text("p50Milliseconds").Length > 0
            ? $"{Rounded(lately, "p50Milliseconds")}/{Rounded(lately, "p99Milliseconds")} ms"
            : "-";
    }

    private static string Rounded(JsonElement lately, string member) =>
        lately.GetProperty(member).GetDouble().ToString("0.#", CultureInfo.InvariantCulture);

    private static IEnumerable<(string Name, JsonElement Side)> Sides(JsonElement route) =>
        route.GetProperty("sides").EnumerateObject().Where(s => s.Value.ValueKind == JsonValueKind.Object)
            .Select(s => (s.Name, s.Value));

    private static string CountedBy(JsonElement views)
    {
        var nodes = views.GetProperty("countedBy").EnumerateArray().ToList();
        return nodes.Count == 1
            ? $"counted since this node started, {nodes[0].Time("since")}"
            : $"counted by {nodes.Count} nodes since each started, last {nodes.MaxBy(Since).Time("since")}";
    }

    private static DateTimeOffset Since(JsonElement node) => node.GetProperty("since").GetDateTimeOffset();
}

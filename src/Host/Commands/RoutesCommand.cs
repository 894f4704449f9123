using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hub.Facade.Admin;
using Hub.Facade.Composing;
using Hub.Facade.Watching;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

internal static class RoutesCommand
{
    public static Command Create()
    {
        var route = new Argument<string?>("route")
        {
            Description = "Only this one, such as orders.place, with what its way back costs; or a composition, with its parts.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (command, listing) = (
            new Command("routes", "Shows each route: where it stands, who answers, how often.") { route }, new ListingCommand());
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) => parsed.GetValue(route) is { } id
            ? listing.RunAsync<JsonElement>(
                parsed,
                hub => ComposedTelling.AskAsync(hub, id),
                found => ComposedTelling.Is(found)
                    ? ComposedTelling.Tell(found.Read<CompositionView>())
                    : TellOne(found.Read<RouteView>()))
            : listing.RunAsync<RouteViews>(parsed, "hub/api/routes", Tell));
        return command;
    }

    private static Listed TellOne(RouteView route) => new(
        Table([route], showsWayBack: false),
        [
            .. route.WayBack is { } way ? WayBackTelling.Lines("way back: ", way) : [],
            .. route.Guardrail is { } guard
                ? [$"guardrail: {ApiRecords.Line(guard.State)}: {ApiRecords.Line(guard.Text)}"]
                : Array.Empty<string>(),
        ]);

    private static Listed Tell(RouteViews views)
    {
        List<string> notes =
        [
            $"revision {views.Revision}; {CountedBy(views)}",
            "p50 and p99 are those of the last five minutes, the hub's own time included",
        ];
        notes.AddRange(
            from route in views.Routes
            where route.Guardrail?.State == "stepped back"
            select $"note: {ApiRecords.Line(route.Id)} stepped back {ApiRecords.Line(route.Guardrail!.Text)}");
        if (views.Silent.Count > 0)
            notes.Add($"note: not counted: {ApiRecords.Names(views.Silent)} gave no answer");
        if (views.Problem is { Length: > 0 } problem)
            notes.Add($"note: this node is not ready: {ApiRecords.Line(problem)}");
        return new Listed(Table(views.Routes), notes);
    }

    private static ListingTable Table(IReadOnlyList<RouteView> routes, bool showsWayBack = true)
    {
        List<(string Title, Func<RouteView, string> Cell)> columns =
        [
            ("route", r => r.Id),
            ("stage", Stage),
            ("health…", Health),
        ];
        if (showsWayBack && routes.Any(r => r.WayBack is not null))
            columns.Add(("way back…", r => r.WayBack?.Text ?? "-"));
        columns.AddRange(
        [
            ("request", r => r.Match),
            ("legacy side", r => r.Legacy is { Length: > 0 } side ? side : "-"),
            ("new side", r => r.New is { Length: > 0 } side ? side : "-"),
            ("by legacy", r => Answers(r.Sides.Legacy)),
            ("by new", r => Answers(r.Sides.New)),
            ("legacy p50/p99", r => Times(r.Sides.Legacy)),
            ("new p50/p99", r => Times(r.Sides.New)),
            ("zone", r => r.Zone),
        ]);
        return ListingTable.Of(routes, "The plan served has no route.", [.. columns]);
    }

    /// <summary>Returns where a route stands, and where it moves while its writes wait for that.</summary>
    private static string Stage(RouteView route)
    {
        // Retired would say that there once was a legacy side.
        if (route.Legacy is null)
            return "new only";
        var state = ApiRecords.State(route.Stage, route.Percent, route.Users.Count, route.Groups.Count);
        return route.Handover is { } handover ? $"{state}, writes wait for {ApiRecords.Word(handover.To)}" : state;
    }

    /// <summary>Returns how many requests a side answered, and how many of these failed: <c>120, 3 failed</c>.</summary>
    private static string Answers(SideView? side) =>
        side is null ? "-" : $"{side.Answered}{(side.Failed == 0 ? "" : $", {side.Failed} failed")}";

    /// <summary>Returns what is wrong with either side, or how both are.</summary>
    private static string Health(RouteView route)
    {
        List<(string Name, SideView Side)> sides = [("legacy", route.Sides.Legacy)];
        if (route.Sides.New is { } added)
            sides.Add(("new", added));
        var troubles = sides.Where(s => s.Side.State is not (SideState.Well or SideState.Unknown)).Select(Trouble).ToList();
        return troubles.Count > 0 ? string.Join("; ", troubles)
            : sides.Exists(s => s.Side.State == SideState.Well) ? "well"
            : "-";
    }

    private static string Trouble((string Name, SideView Side) side)
    {
        var since = side.Side.Since is { } time ? $", since {ApiRecords.Time(time)}" : "";
        var reason = side.Side.Reason is { Length: > 0 } why ? $": {why}" : "";
        // What is wrong first: a narrow terminal shows the beginning.
        return $"{side.Name} {ApiRecords.Word(side.Side.State)}{reason}{since}";
    }

    private static string Times(SideView? side) =>
        side?.Lately is { P50Milliseconds: { } half, P99Milliseconds: { } most } ? $"{Rounded(half)}/{Rounded(most)} ms" : "-";

    private static string Rounded(double milliseconds) => milliseconds.ToString("0.#", CultureInfo.InvariantCulture);

    private static string CountedBy(RouteViews views) => views.CountedBy is [var only]
        ? $"counted since this node started, {ApiRecords.Time(only.Since)}"
        : $"counted by {views.CountedBy.Count} nodes since each started, "
            + $"last {ApiRecords.Time(views.CountedBy.Max(n => n.Since))}";
}

using System.CommandLine;
using Hub.Facade.Admin;
using Hub.Host.Shell;
using Hub.Platform.Routing;

namespace Hub.Host.Commands;

internal static class RevisionsCommand
{
    public static Command Create()
    {
        var listing = new ListingCommand();
        var limit = new Option<int>("--limit")
        {
            Description = "How many revisions, newest first, up to 1000.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        }.Between(1, NewestRows.Most);
        var command = new Command("revisions", "Shows what was served since when, who made it so, and why.")
        {
            limit, CreateDiff(),
        };
        listing.AddTo(command, watched: true);
        command.SetAction((parsed, _) =>
        {
            var newest = new NewestRows(
                parsed.GetValue(limit), "./hub audit export has what was done before", r => r.Read<RevisionView>().Number);
            return listing.RunAsync<List<RevisionView>>(
                parsed, hub => newest.AskAsync(hub, rows => $"hub/api/revisions?limit={rows}&states=false"),
                revisions => newest.Note(Tell(revisions)));
        });
        return command;
    }

    private static Command CreateDiff()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var from = new Argument<long>("from") { Description = "The number of the revision to compare." };
        var to = new Argument<long>("to") { Description = "The number of the revision to compare it with." };
        var command = new Command("diff", "Shows what differs between two revisions: routes that moved, files of the plan.")
        {
            from, to, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var diff = await hub.GetAsync($"hub/api/revisions/{parsed.GetValue(from)}/diff/{parsed.GetValue(to)}");
            if (parsed.GetValue(json))
                Listing.PrintJson(diff);
            else
                Print(diff.Read<RevisionDiff>());
            return CommandLine.Done;
        });
        return command;
    }

    private static ListingTable Tell(List<RevisionView> revisions) => ListingTable.Of(
        revisions,
        "There is no revision yet.",
        ("no", r => $"{r.Number}"),
        ("changed", r => Changed(r, whole: Terminal.Width is null)),
        ("time", r => ApiRecords.Time(r.At)),
        ("who", r => r.Actor),
        ("reason…", r => r.Reason),
        ("plan", r => r.Plan[..12]));

    /// <summary>Returns what a revision changed; in a terminal the first of several, and how many more there are.</summary>
    private static string Changed(RevisionView revision, bool whole)
    {
        if (revision.Changed is not { } changed)
            return "-";
        var moved = changed.Select(c => $"{c.Route} → {State(c.To)}");
        List<string> all = [.. revision.PlanChanged == true ? moved.Prepend("plan") : moved];
        return whole || all.Count < 2 ? string.Join(", ", all) : $"{all[0]} and {all.Count - 1} more";
    }

    private static void Print(RevisionDiff diff)
    {
        foreach (var route in diff.Routes)
            Terminal.Out.WriteLine($"{ApiRecords.Line(route.Route)}: {State(route.From)} → {State(route.To)}");
        if (diff.Plan is { } plan)
        {
            Terminal.Out.WriteLine($"plan: {plan.From[..12]} → {plan.To[..12]}");
            foreach (var file in plan.Files)
                Terminal.Out.WriteLine($"  {file.Change,-7} {ApiRecords.Line(file.Path)}");
        }
        else if (diff.Routes.IsEmpty)
            Terminal.Out.WriteLine("Nothing differs.");
    }

    private static string State(RouteState? state) => state is null ? "not there" : ApiRecords.State(state);
}

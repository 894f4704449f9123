using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

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
        listing.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            var newest = new NewestRows(parsed.GetValue(limit), "./hub audit export has what was done before");
            return listing.RunAsync(
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
                Print(diff);
            return CommandLine.Done;
        });
        return command;
    }

    private static ListingTable Tell(JsonElement revisions) => ListingTable.Of(
        revisions.EnumerateArray(),
        "There is no revision yet.",
        ("no", r => r.Text("number")),
        ("changed", r => Changed(r, whole: Terminal.Width is null)),
        ("time", r => r.Time("at")),
        ("who", r => r.Text("actor")),
        ("reason…", r => r.Text("reason")),
        ("plan", r => r.Text("plan")[..12]));

    /// <summary>Returns what a revision changed; in a terminal the first of several, and how many more there are.</summary>
    private static string Changed(JsonElement revision, bool whole)
    {
        if (revision.GetProperty("changed") is not { ValueKind: JsonValueKind.Array } changed)
            return "-";
        var moved = changed.EnumerateArray().Select(c => $"{c.Text("route")} → {State(c, "to")}");
        List<string> all = [.. revision.GetProperty("planChanged").GetBoolean() ? moved.Prepend("plan") : moved];
        return whole || all.Count < 2 ? string.Join(", ", all) : $"{all[0]} and {all.Count - 1} more";
    }

    private static void Print(JsonElement diff)
    {
        foreach (var route in diff.GetProperty("routes").EnumerateArray())
            Terminal.Out.WriteLine($"{route.Text("route")}: {State(route, "from")} → {State(route, "to")}");
        if (diff.GetProperty("plan") is { ValueKind: JsonValueKind.Object } plan)
        {
            Terminal.Out.WriteLine($"plan: {plan.Text("from")[..12]} → {plan.Text("to")[..12]}");
            foreach (var file in plan.GetProperty("files").EnumerateArray())
                Terminal.Out.WriteLine($"  {file.Text("change"),-7} {file.Text("path")}");
        }
        else if (diff.GetProperty("routes").GetArrayLength() == 0)
            Terminal.Out.WriteLine("Nothing differs.");
    }

    private static string State(JsonElement route, string end) =>
        route.GetProperty(end) is { ValueKind: JsonValueKind.Object } state ? state.State() : "not there";
}

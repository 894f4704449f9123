using System.CommandLine;
using System.Text.Json;

namespace Hub.Host.Commands;

internal static class RevisionsCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var limit = new Option<int>("--limit")
        {
            Description = "How many revisions, newest first.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        var command = new Command("revisions", "Shows what was served since when, who made it so, and why.")
        {
            limit, data, json, HubOptions.Wide, CreateDiff(),
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var shown = Math.Clamp(parsed.GetValue(limit), 1, 999);
            // One more, to tell what the last one shown has changed.
            var revisions = await hub.GetAsync($"hub/api/revisions?limit={shown + 1}");
            if (parsed.GetValue(json))
                Listing.PrintJson(JsonSerializer.SerializeToElement(revisions.EnumerateArray().Take(shown)));
            else
                Print([.. revisions.EnumerateArray()], shown);
            return CommandLine.Done;
        });
        return command;
    }

    private static Command CreateDiff()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var from = new Argument<long>("from") { Description = "A revision's number." };
        var to = new Argument<long>("to") { Description = "Another one's." };
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

    private static void Print(IReadOnlyList<JsonElement> revisions, int shown)
    {
        var rows = revisions.Take(shown)
            .Select((revision, n) => (
                revision, changed: Changed(revision, n + 1 < revisions.Count ? revisions[n + 1] : null))).ToList();
        var changes = rows.ToDictionary(r => r.revision.Text("number"), r => r.changed, StringComparer.Ordinal);
        Listing.Print(
            rows.Select(r => r.revision),
            "There is no revision yet.",
            ("no", r => r.Text("number")),
            ("time", r => r.Time("at")),
            ("who", r => r.Text("author")),
            ("changed…", r => changes[r.Text("number")]),
            ("plan", r => r.Text("planHash")[..12]),
            ("reason…", r => r.Text("reason")));
    }

    private static string Changed(JsonElement revision, JsonElement? before)
    {
        if (before is null)
            return "-";
        var old = before.Value.GetProperty("states");
        var moved = revision.GetProperty("states").EnumerateObject()
            .Where(r => !old.TryGetProperty(r.Name, out var state) || !JsonElement.DeepEquals(state, r.Value))
            .Select(r => $"{r.Name} → {r.Value.State()}");
        return string.Join(", ", before.Value.Text("planHash") == revision.Text("planHash") ? moved : moved.Append("plan"));
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

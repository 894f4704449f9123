using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Has both sides of a link compared, shows which records differ in which fields, and has them repaired.</summary>
internal static class ReconcileCommand
{
    public static Command Create()
    {
        var (data, json, yes) = (HubOptions.Data(), HubOptions.Json(), FollowedBatch.Yes());
        var link = new Argument<string>("link") { Description = "The link, such as customers." };
        var repair = new Option<bool>("--repair")
        {
            Description = "Give each record that differs what the side that owns it holds, after a yes.",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Repair even where one side lacks so many records that it may be broken.",
        };
        var reason = new Option<string?>("--reason")
        {
            Description = "The reason, which is kept in the audit log; needed with --repair.", HelpName = "TEXT",
        };
        var command = new Command(
            "reconcile",
            "Compares all records of both sides, and of copies, while changes flow; changes under way are no difference (exit "
            + "code 1 where records differ).")
        {
            link, repair, reason, force, yes, data, json, HubOptions.Wide,
        };
        command.Validators.Add(result =>
        {
            var (repairs, given) = (result.GetValue(repair), result.GetValue(reason));
            if (repairs && string.IsNullOrWhiteSpace(given))
                result.AddError("--reason TEXT is missing: why is it repaired?");
            if (!repairs && (given is not null || result.GetValue(force) || result.GetValue(yes)))
                result.AddError("--reason, --force and --yes go with --repair: a comparison changes nothing.");
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var run = new Run(hub, parsed.GetValue(link)!, parsed.GetValue(json));
            return await run.CompareAsync(parsed.GetValue(repair)
                ? found => run.RepairAsync(found, parsed.GetValue(reason)!, parsed.GetValue(force), parsed.GetValue(yes))
                : null);
        });
        return command;
    }

    /// <summary>Has both sides of a link compared and shows what differs; the exit code is 1 where something does.</summary>
    public static Task<int> CompareAsync(HubClient hub, string link, bool json) => new Run(hub, link, json).CompareAsync(null);

    // More rows than anybody reads; --json has them all.
    private const int MostRows = 200;

    private sealed class Run(HubClient hub, string name, bool json)
    {
        private readonly string _link = $"hub/api/sync/links/{Uri.EscapeDataString(name)}";
        private readonly FollowedBatch _batch = new(hub, json);

        public async Task<int> CompareAsync(Func<JsonElement, Task<int>>? repair)
        {
            var started = await hub.PostAsync($"{_link}/reconcile", new { });
            var (job, run) = (started.Text("job"), started.Text("run"));
            _batch.Say($"Run {run} of {job}, link {started.Text("link")}"
                + $"{(started.GetProperty("joined").GetBoolean() ? ", which was under way already" : "")}.");
            return await _batch.FollowAsync(job, run, async (ended, state) =>
            {
                FollowedBatch.TellFailure(ended, state);
                if (state != "succeeded")
                    return CommandLine.Failed;
                var found = await hub.GetAsync($"{_link}/reconcile");
                return repair is not null && Drift(found) > 0 ? await repair(found) : Show(found);
            });
        }

        public async Task<int> RepairAsync(JsonElement found, string reason, bool force, bool yes)
        {
            if (!json)
                Tell(found);
            FollowedBatch.Ask(yes, Meant(found));
            var started = await hub.PostAsync($"{_link}/repair", new { reason, force });
            var (job, run) = (started.Text("job"), started.Text("run"));
            _batch.Say($"Run {run} of {job}: {started.Text("count")} in all, link {started.Text("link")}.");
            return await _batch.FollowAsync(job, run, async (ended, state) =>
            {
                FollowedBatch.TellFailure(ended, state);
                var left = await hub.GetAsync($"{_link}/reconcile");
                return !AreVerified(left) || json ? Show(left) : state == "succeeded" ? CommandLine.Done : CommandLine.Failed;
            });
        }

        private int Show(JsonElement found)
        {
            if (json)
                Listing.PrintJson(found);
            else
                Tell(found);
            return AreVerified(found) ? CommandLine.Done : CommandLine.Failed;
        }
    }

    private static long Drift(JsonElement found) => found.EnumerateArray().Sum(r => r.GetProperty("drift").GetInt64());

    private static bool AreVerified(JsonElement found) => found.EnumerateArray().All(r => r.Text("state") == "verified");

    // How many records are written and deleted on which side, and how many are left to a person.
    private static string Meant(JsonElement found)
    {
        var records = found.EnumerateArray().SelectMany(side => side.GetProperty("records").EnumerateArray()).ToList();
        var parts = new[] { ("write", "Written: "), ("delete", "Deleted: ") }
            .Select(act => (Title: act.Item2, Sides: string.Join(", ", records.Where(r => r.Text("repair") == act.Item1)
                .GroupBy(r => r.Text("at")).Select(side => $"{Counted.Of(side.Count(), "record")} in {side.Key}"))))
            .Where(part => part.Sides.Length > 0)
            .Select(part => $"{part.Title}{part.Sides}.")
            .ToList();
        var left = records.Count(r => r.Text("repair") == "leave");
        if (left > 0)
            parts.Add($"Left to a person: {Counted.Of(left, "record")}.");
        return string.Join(' ', parts);
    }

    private static void Tell(JsonElement found)
    {
        foreach (var side in found.EnumerateArray())
        {
            Terminal.Out.WriteLine(
                $"{side.Text("other")}: {side.Text("compared")} compared with {side.Text("legacy")}, {side.Text("text")}.");
            foreach (var record in side.GetProperty("records").EnumerateArray().Where(r => r.Text("left").Length > 0))
                Terminal.Error.WriteLine($"{record.Text("key")} is left as it is: {record.Text("left")}.");
            if (side.Text("missingAt") is { Length: > 0 } missing)
                Terminal.Error.WriteLine(
                    $"{missing} lacks so many records that it may be broken: look at it before anything is repaired.");
            var rows = side.GetProperty("records").EnumerateArray().SelectMany(Rows).ToList();
            if (rows.Count > 0)
                Listing.Print(
                    rows.Take(MostRows), "",
                    ("record", r => r.Text("record")),
                    ("field", r => r.Text("field")),
                    (side.Text("legacy"), r => r.Text("legacy")),
                    (side.Text("other"), r => r.Text("new")));
            if (rows.Count > MostRows)
                Terminal.Error.WriteLine($"The first {MostRows} of {rows.Count} rows are shown; --json has them all.");
        }
    }

    // A row for each field; a single one for a record that one side does not have.
    private static IEnumerable<JsonElement> Rows(JsonElement record)
    {
        var (key, kind) = (record.Text("key"), record.Text("kind"));
        return kind == "differs"
            ? record.GetProperty("fields").EnumerateArray().Select(f => Row(key, f.Text("path"), f.Text("legacy"), f.Text("new")))
            : [Row(key, "(the record)", kind == "onlyAtNew" ? "missing" : "there", kind == "onlyAtNew" ? "there" : "missing")];
    }

    private static JsonElement Row(string record, string field, string legacy, string @new) =>
        JsonSerializer.SerializeToElement(new { record, field, legacy, @new });
}

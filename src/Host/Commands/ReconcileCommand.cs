using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Links;
using Hub.Platform.Problems;
using Hub.Sync;
using Hub.Sync.Reconciling;

namespace Hub.Host.Commands;

/// <summary>Has both sides of a link compared, shows which records differ in which fields, and has them repaired.</summary>
internal static class ReconcileCommand
{
    public static Command Create()
    {
        var (data, json, yes) = (HubOptions.Data(), HubOptions.Json(), FollowedBatch.Yes());
        var link = new Argument<string>("link") { Description = "The link, such as customers." };
        var changed = new Option<bool>("--changed")
        {
            Description = "Compare only what was changed since the last comparison, where that suffices.",
        };
        var repair = new Option<bool>("--repair")
        {
            Description = "Compare all records, and give each that differs what the side that owns it holds, after a yes.",
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
            "Compares all records of both sides, and of copies, while changes flow; those under way are no difference "
            + "(exit code 1 where records differ).")
        {
            link, changed, repair, reason, force, yes, data, json, HubOptions.Wide,
        };
        command.Validators.Add(result =>
        {
            var (repairs, given) = (result.GetValue(repair), result.GetValue(reason));
            if (repairs && string.IsNullOrWhiteSpace(given))
                result.AddError("--reason TEXT is missing: why is it repaired?");
            if (repairs && result.GetValue(changed))
                result.AddError("--changed and --repair exclude each other: a repair compares all records first.");
            if (!repairs && (given is not null || result.GetValue(force) || result.GetValue(yes)))
                result.AddError("--reason, --force and --yes go with --repair: a comparison changes nothing.");
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var run = new Run(hub, parsed.GetValue(link)!, parsed.GetValue(json));
            return await run.CompareAsync(parsed.GetValue(changed), parsed.GetValue(repair)
                ? found => run.RepairAsync(found, parsed.GetValue(reason)!, parsed.GetValue(force), parsed.GetValue(yes))
                : null);
        });
        return command;
    }

    /// <summary>Has both sides of a link compared and shows what differs; the exit code is 1 where something does.</summary>
    public static Task<int> CompareAsync(HubClient hub, string link, bool json) =>
        new Run(hub, link, json).CompareAsync(changed: false, repair: null);

    private const string WholeRecord = "(the record)";

    // More rows than anybody reads; --json has them all.
    private const int MostRows = 200;

    private sealed class Run(HubClient hub, string name, bool json)
    {
        private readonly string _link = $"hub/api/sync/links/{Uri.EscapeDataString(name)}";
        private readonly FollowedBatch _batch = new(hub, json);

        public async Task<int> CompareAsync(bool changed, Func<Compared, Task<int>>? repair)
        {
            var answer = await hub.PostAsync($"{_link}/reconcile{(changed ? "?changed=true" : "")}", new { });
            var started = answer.Read<ReconcileEndpoints.StartedComparison>();
            _batch.Say($"Run {started.Run} of {started.Job}, link {ApiRecords.Line(started.Link)}"
                + $"{(started.Joined ? ", which was under way already" : "")}.");
            return await _batch.FollowAsync(started.Job, started.Run, async ended =>
            {
                if (!FollowedBatch.TellFailure(ended))
                    return CommandLine.Failed;
                var found = await FindAsync();
                return repair is not null && found.Sides.Sum(s => s.Drift) > 0 ? await repair(found) : Show(found);
            });
        }

        public async Task<int> RepairAsync(Compared found, string reason, bool force, bool yes)
        {
            if (!json)
                Tell(found.Sides);
            FollowedBatch.Ask(yes, Meant(found.Sides));
            var answer = await hub.PostAsync($"{_link}/repair", new { reason, force });
            var started = answer.Read<ReconcileEndpoints.StartedRepair>();
            _batch.Say(
                $"Run {started.Run} of {started.Job}: {started.Count} in all, link {ApiRecords.Line(started.Link)}.");
            return await _batch.FollowAsync(started.Job, started.Run, async ended =>
            {
                var succeeded = FollowedBatch.TellFailure(ended);
                var left = await FindAsync();
                return !left.AreVerified || json ? Show(left) : succeeded ? CommandLine.Done : CommandLine.Failed;
            });
        }

        private async Task<Compared> FindAsync()
        {
            var answer = await hub.GetAsync($"{_link}/reconcile");
            return new Compared(answer, answer.Read<List<ReconciledView>>());
        }

        private int Show(Compared found)
        {
            if (json)
                Listing.PrintJson(found.Answer);
            else
                Tell(found.Sides);
            return found.AreVerified ? CommandLine.Done : CommandLine.Failed;
        }
    }

    /// <param name="Answer">The hub's answer, for programs.</param>
    /// <param name="Sides">What was found, by the side that was compared with the legacy one.</param>
    private sealed record Compared(JsonElement Answer, IReadOnlyList<ReconciledView> Sides)
    {
        public bool AreVerified => Sides.All(s => s.State == LinkVerification.Verified);
    }

    // How many records are written and deleted on which side, and how many are left to a person.
    private static string Meant(IReadOnlyList<ReconciledView> sides)
    {
        var records = sides.SelectMany(side => side.Records).ToList();
        var parts = new[] { ("write", "Written: "), ("delete", "Deleted: ") }
            .Select(act => (Title: act.Item2, Sides: string.Join(", ", records.Where(r => r.Repair == act.Item1)
                .GroupBy(r => r.At, StringComparer.Ordinal)
                .Select(side => $"{Counted.Of(side.Count(), "record")} in {side.Key}"))))
            .Where(part => part.Sides.Length > 0)
            .Select(part => $"{part.Title}{part.Sides}.")
            .ToList();
        var left = records.Count(r => r.Repair == "leave");
        if (left > 0)
            parts.Add($"Left to a person: {Counted.Of(left, "record")}.");
        return string.Join(' ', parts);
    }

    private static void Tell(IReadOnlyList<ReconciledView> sides)
    {
        foreach (var side in sides)
        {
            Terminal.Out.WriteLine(
                $"{ApiRecords.Line(side.Other)}: {Count(side)} compared with {ApiRecords.Line(side.Legacy)}, {side.Text}.");
            foreach (var record in side.Records)
                if (record.Left is { Length: > 0 } left)
                    Terminal.Error.WriteLine($"{ApiRecords.Line(record.Key)} is left as it is: {ApiRecords.Line(left)}.");
            if (side.MissingAt is { Length: > 0 } missing)
                Terminal.Error.WriteLine(
                    $"{ApiRecords.Line(missing)} lacks so many records that it may be broken: look at it before anything is "
                    + "repaired.");
            var rows = side.Records.SelectMany(Rows).ToList();
            if (rows.Count > 0)
                ListingTable.Of(
                    rows.Take(MostRows), "",
                    ("record", r => r.Record),
                    ("field", r => r.Field.Path),
                    (side.Legacy, r => r.Field.Legacy),
                    (side.Other, r => r.Field.New)).Print();
            if (rows.Count > MostRows)
                Terminal.Error.WriteLine($"The first {MostRows} of {rows.Count} rows are shown; --json has them all.");
        }
    }

    private static string Count(ReconciledView side) => side.Changed is { } changed
        ? $"{changed} changed of {side.Compared}"
        : $"{side.Compared}";

    // A row for each field; a single one for a record that one side does not have.
    private static IEnumerable<(string Record, DriftedField Field)> Rows(ReconciledRecord record) => record.Kind switch
    {
        "differs" => record.Fields.Select(field => (record.Key, field)),
        "onlyAtNew" => [(record.Key, new DriftedField(WholeRecord, "missing", "there"))],
        _ => [(record.Key, new DriftedField(WholeRecord, "there", "missing"))],
    };
}

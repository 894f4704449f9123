using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Has both sides of a link compared, and shows which records differ in which fields.</summary>
internal static class ReconcileCommand
{
    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var link = new Argument<string>("link") { Description = "The link, such as customers." };
        var command = new Command(
            "reconcile",
            "Compares all records of both sides, and of copies, while changes flow; changes under way are no difference (exit "
            + "code 1 where records differ).")
        {
            link, data, json, HubOptions.Wide,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var path = $"hub/api/sync/links/{Uri.EscapeDataString(parsed.GetValue(link)!)}/reconcile";
            return await RunAsync(hub, path, parsed.GetValue(json));
        });
        return command;
    }

    private static async Task<int> RunAsync(HubClient hub, string path, bool json)
    {
        var started = await hub.PostAsync(path, new { });
        var (job, run, batch) = (started.Text("job"), started.Text("run"), new FollowedBatch(hub, json));
        batch.Say($"Run {run} of {job}, link {started.Text("link")}"
            + $"{(started.GetProperty("joined").GetBoolean() ? ", which was under way already" : "")}.");
        return await batch.FollowAsync(job, run, async (ended, state) =>
        {
            FollowedBatch.TellFailure(ended, state);
            if (state != "succeeded")
                return CommandLine.Failed;
            var found = await hub.GetAsync(path);
            if (json)
                Listing.PrintJson(found);
            else
                Tell(found);
            return found.EnumerateArray().All(r => r.Text("state") == "verified") ? CommandLine.Done : CommandLine.Failed;
        });
    }

    private static void Tell(JsonElement found)
    {
        foreach (var side in found.EnumerateArray())
        {
            Terminal.Out.WriteLine(
                $"{side.Text("other")}: {side.Text("compared")} compared with {side.Text("legacy")}, {side.Text("text")}.");
            if (side.Text("missingAt") is { Length: > 0 } missing)
                Terminal.Error.WriteLine(
                    $"{missing} lacks so many records that it may be broken: look at it before anything is repaired.");
            var rows = side.GetProperty("records").EnumerateArray().SelectMany(Rows).ToList();
            if (rows.Count > 0)
                Listing.Print(
                    rows, "",
                    ("record", r => r.Text("record")),
                    ("field", r => r.Text("field")),
                    (side.Text("legacy"), r => r.Text("legacy")),
                    (side.Text("other"), r => r.Text("new")));
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

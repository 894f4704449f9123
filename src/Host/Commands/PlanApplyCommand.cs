using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Host.Up;

namespace Hub.Host.Commands;

/// <summary>Puts another plan in place of the one served: a folder's files, or those of an earlier revision.</summary>
internal static class PlanApplyCommand
{
    public static Command Create()
    {
        var source = new PlanSource("Put this revision's plan back instead of a folder's files; ./hub plan list shows which.");
        var (reason, data, json) = (HubOptions.Reason(), HubOptions.Data(), HubOptions.Json());
        var expected = new Option<long?>("--expected-revision")
        {
            Description = "Apply only if this revision is served.",
            HelpName = "N",
        };
        var removes = new Option<bool>("--removes")
        {
            Description =
                "Public routes may vanish with the plan; without this a plan that takes some away is refused, and says which.",
        };
        var command = source.AddTo(new Command(
            "apply", "Puts the plan's files in place of the plan that is served; routes stay where they stand.")
        {
            reason, expected, removes, data, json,
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var folder = source.Folder(parsed);
            var done = await hub.PostAsync(
                "hub/api/plan",
                new
                {
                    files = folder is null ? null : source.ReadFolder(parsed).Files,
                    revision = source.Revision(parsed),
                    capability = source.Capability(parsed),
                    removes = parsed.GetValue(removes),
                    expectedRevision = parsed.GetValue(expected),
                    reason = parsed.GetValue(reason),
                },
                place => PlanFaults.PathOf(folder, place));
            if (!parsed.GetValue(json))
                return Tell(done, folder);
            Listing.PrintJson(done);
            return done.Text("digest").Length > 0 ? CommandLine.Waits : CommandLine.Done;
        });
        return command;
    }

    private static int Tell(JsonElement done, string? folder)
    {
        if (done.Text("digest").Length > 0)
            return ApproveCommand.Tell(done);

        Terminal.Out.WriteLine(done.GetProperty("changed").GetBoolean()
            ? $"Plan {done.Text("plan")[..12]} is served as revision {done.Text("revision")}."
            : $"Nothing changed: this plan, {done.Text("plan")[..12]}, is served already, as revision {done.Text("revision")}.");
        foreach (var route in done.GetProperty("removed").EnumerateArray())
            Terminal.Out.WriteLine($"removed: {route.GetString()}");
        TellLeft(done.GetProperty("leftAsServed").EnumerateArray().Select(f => f.GetString()!));
        // Told when it was applied.
        if (!done.GetProperty("changed").GetBoolean())
            return CommandLine.Done;
        foreach (var note in done.GetProperty("notes").EnumerateArray())
            Terminal.Out.WriteLine($"note: {PlanFaults.PathOf(folder, note.GetString()!)}");
        return CommandLine.Done;
    }

    public static void TellLeft(IEnumerable<string> left)
    {
        foreach (var file in left)
            Terminal.Out.WriteLine($"left as served: {file}, which others use as well; apply it with the whole plan");
    }
}

using System.CommandLine;
using Hub.Facade.Cutover;
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
            var waiting = RolloutWatch.PendingChangeOf(done);
            if (parsed.GetValue(json))
                Listing.PrintJson(done);
            else if (waiting is not null)
                ApproveCommand.Tell(waiting);
            else
                Tell(done.Read<ShiftOutcome.Applied>(), folder);
            return waiting is not null ? CommandLine.Waits : CommandLine.Done;
        });
        return command;
    }

    /// <summary>Tells which plan is served now.</summary>
    public static void TellServed(ShiftOutcome.Applied done) =>
        Terminal.Out.WriteLine($"Plan {done.Plan[..12]} is served as revision {done.Revision}.");

    private static void Tell(ShiftOutcome.Applied done, string? folder)
    {
        if (done.Changed)
            TellServed(done);
        else
            Terminal.Out.WriteLine(
                $"Nothing changed: this plan, {done.Plan[..12]}, is served already, as revision {done.Revision}.");
        foreach (var route in done.Removed)
            Terminal.Out.WriteLine($"removed: {route}");
        TellLeft(done.LeftAsServed);
        // Told when it was applied.
        if (!done.Changed)
            return;
        foreach (var note in done.Notes)
            Terminal.Out.WriteLine($"note: {PlanFaults.PathOf(folder, note)}");
    }

    public static void TellLeft(IEnumerable<string> left)
    {
        foreach (var file in left)
            Terminal.Out.WriteLine($"left as served: {file}, which others use as well; apply it with the whole plan");
    }
}

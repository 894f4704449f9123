using System.CommandLine;
using Hub.Host.Up;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>The way of changed files into a running hub: see what differs, then apply.</summary>
internal static class PlanApplyCommand
{
    public static Command Create()
    {
        var (plan, environment, reason, data) =
            (UpOptions.Plan(), UpOptions.Environment(), HubOptions.Reason(), HubOptions.Data());
        var capability = Capability();
        var expected = new Option<long?>("--expected-revision")
        {
            Description = "Apply only if this revision is served.",
            HelpName = "N",
        };
        var command = new Command(
            "apply", "Puts the plan's files in place of the plan that is served; routes stay where they stand.")
        {
            plan, environment, capability, reason, expected, data,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var done = await hub.PostAsync("hub/api/plan", new
            {
                files = Read(parsed.GetValue(plan)!, parsed.GetValue(environment)).Files,
                capability = parsed.GetValue(capability),
                expectedRevision = parsed.GetValue(expected),
                reason = parsed.GetValue(reason),
            });
            if (done.Text("digest").Length > 0)
                return ApproveCommand.Tell(done);

            Terminal.Out.WriteLine($"Plan {done.Text("plan")[..12]} is served as revision {done.Text("revision")}.");
            TellLeft(done.GetProperty("leftAsServed").EnumerateArray().Select(f => f.GetString()!));
            foreach (var note in done.GetProperty("notes").EnumerateArray())
                Terminal.Out.WriteLine($"note: {note.GetString()}");
            return CommandLine.Done;
        });
        return command;
    }

    public static Command CreateDiff()
    {
        var (plan, environment, data, capability) = (UpOptions.Plan(), UpOptions.Environment(), HubOptions.Data(), Capability());
        var command = new Command(
            "diff", "Shows which of the plan's files differ from the plan that is served.")
        {
            plan, environment, capability, data,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var answer = await hub.GetAsync("hub/api/plan");
            var served = new PlanBundle(answer.GetProperty("files").EnumerateObject().Select(
                f => KeyValuePair.Create(f.Name, f.Value.GetBytesFromBase64())));
            var scope = Scope(served, Read(parsed.GetValue(plan)!, parsed.GetValue(environment)), parsed.GetValue(capability));
            var differences = PlanBundle.Compare(served, scope.Merged);
            foreach (var (path, change) in differences)
                Terminal.Out.WriteLine($"{change,-7} {path}");
            TellLeft(scope.Left);
            Terminal.Out.WriteLine(differences.IsEmpty
                ? "Nothing differs."
                : $"{(differences.Length == 1 ? "1 file differs" : $"{differences.Length} files differ")} from revision "
                    + $"{answer.Text("revision")}; ./hub plan apply puts {(differences.Length == 1 ? "it" : "them")} in place.");
            return CommandLine.Done;
        });
        return command;
    }

    private static Option<string?> Capability() => new("--capability")
    {
        Description = "Only this capability's file and what it alone refers to; everything else stays as it is served.",
        HelpName = "NAME",
    };

    private static PlanScope Scope(PlanBundle served, PlanBundle files, string? capability) =>
        capability is null ? new PlanScope(files, [])
        : PlanScope.Merge(served, files, capability)
            ?? throw new CommandFailedException($"None of the files in capabilities/ declares 'capability: {capability}'.");

    private static void TellLeft(IEnumerable<string> left)
    {
        foreach (var file in left)
            Terminal.Out.WriteLine($"left as served: {file}, which others use as well; apply it with the whole plan");
    }

    private static PlanBundle Read(string folder, string? environment)
    {
        try
        {
            return PlanFolder.Read(folder, environment);
        }
        catch (PlanNotReadableException e)
        {
            throw new CommandFailedException(e.Message);
        }
    }
}

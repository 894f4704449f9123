using System.CommandLine;
using System.Text.Json;
using Hub.Host.Up;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>The way of changed files into a running hub: see what differs, then apply.</summary>
internal static class PlanApplyCommand
{
    public static Command Create()
    {
        var (plan, environment, reason, data) = (UpOptions.Plan(), UpOptions.Environment(), HubOptions.Reason(), HubOptions.Data());
        var command = new Command("apply", "Puts the plan's files in place of the plan that is served; routes stay where they stand.") { plan, environment, reason, data };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var bundle = Read(parsed.GetValue(plan)!, parsed.GetValue(environment));
            var done = await hub.PostAsync("hub/api/plan", new { files = bundle.Files, reason = parsed.GetValue(reason) });
            if (done.Text("digest").Length > 0)
                ApproveCommand.Tell(done);
            else
                Terminal.Out.WriteLine($"Plan {done.Text("plan")[..12]} is served as revision {done.Text("revision")}.");
            return CommandLine.Done;
        });
        return command;
    }

    public static Command CreateDiff()
    {
        var (plan, environment, data) = (UpOptions.Plan(), UpOptions.Environment(), HubOptions.Data());
        var command = new Command("diff", "Shows which of the plan's files differ from the plan that is served.") { plan, environment, data };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var served = (await hub.GetAsync("hub/api/plan")).GetProperty("files").EnumerateObject()
                .ToDictionary(f => f.Name, f => f.Value.GetBytesFromBase64(), StringComparer.Ordinal);
            var files = Read(parsed.GetValue(plan)!, parsed.GetValue(environment)).Files;
            var differences = files.Keys.Union(served.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(path => (path, mark: Mark(files.GetValueOrDefault(path), served.GetValueOrDefault(path))))
                .Where(d => d.mark is not null).ToList();
            foreach (var (path, mark) in differences)
                Terminal.Out.WriteLine($"{mark} {path}");
            Terminal.Out.WriteLine(differences.Count == 0 ? "Nothing differs." : $"{differences.Count} files differ; ./hub plan apply puts them in place.");
            return CommandLine.Done;
        });
        return command;
    }

    private static string? Mark(byte[]? file, byte[]? served) =>
        served is null ? "added  " : file is null ? "removed" : file.AsSpan().SequenceEqual(served) ? null : "changed";

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

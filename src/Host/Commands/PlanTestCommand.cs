using System.CommandLine;
using System.Text.Json;
using Hub.Adapters.Surface;
using Hub.Host.Shell;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Hub.Platform.Problems;

namespace Hub.Host.Commands;

/// <summary>Replays what <c>./hub record</c> saved against a plan's mappings. Nothing runs and nothing is called.</summary>
internal static class PlanTestCommand
{
    public static Command Create()
    {
        var (plan, environment, converters, json) =
            (UpOptions.Plan(), UpOptions.Environment(), UpOptions.ConvertersFolder(), HubOptions.Json());
        var recordings = new Option<string?>("--recordings")
        {
            Description = "The recorded exchanges; PLAN/recordings when not given.",
            HelpName = "DIR",
        };
        var command = new Command(
            "test", "Replays recorded exchanges against the plan's mappings, and shows where they say something else.")
        {
            plan, environment, recordings, converters, json,
        };
        var references = new ReferenceOptions(HubOptions.Data());
        command.SetAction((parsed, _) =>
        {
            var folder = parsed.GetValue(plan)!;
            return TestAsync(
                folder,
                parsed.GetValue(environment),
                parsed.GetValue(recordings) ?? Path.Combine(folder, "recordings"),
                parsed.GetValue(converters),
                references.Read(parsed),
                parsed.GetValue(json));
        });
        return references.AddTo(command);
    }

    private static async Task<int> TestAsync(
        string folder, string? environment, string recordings, string? converters, ReferenceRights rights, bool json)
    {
        var errors = new PlanErrors();
        // Nothing is called, so no address and no secret has to be there.
        if (await PlanCommand.LoadAsync(folder, environment, converters, rights, errors, standIns: true) is not { } plan)
        {
            PlanFaults.Print(folder, errors);
            return CommandLine.Failed;
        }

        if (!Directory.Exists(recordings))
            throw new CommandFailedException(
                $"There is no folder '{recordings}': name one with --recordings, or make it with "
                + $"./hub record SYSTEM --out {recordings}.",
                CommandLine.WrongUsage);
        var files = Directory.EnumerateFiles(recordings, "*.json", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
            throw new CommandFailedException(
                $"There is no recorded exchange in {recordings}: ./hub record SYSTEM --out {recordings} makes some.");
        var exchanges = new RecordedExchanges(plan, HubApplication.Converters(converters));
        var results = files
            .Select(f => (File: Path.GetRelativePath(recordings, f), Differences: Differences(exchanges, f)))
            .ToList();
        var differing = results.Count(r => r.Differences.Count > 0);
        if (json)
            Listing.PrintJson(
                JsonSerializer.SerializeToElement(results.Select(r => new { file = r.File, differences = r.Differences })));
        else
            Print(results, recordings, differing);
        return differing == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static IReadOnlyList<string> Differences(RecordedExchanges exchanges, string file)
    {
        try
        {
            return exchanges.Differences(File.ReadAllText(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"it cannot be read: {e.Message}"];
        }
    }

    private static void Print(List<(string File, IReadOnlyList<string> Differences)> results, string recordings, int differing)
    {
        foreach (var (file, differences) in results.Where(r => r.Differences.Count > 0))
        {
            Terminal.Out.WriteLine(file);
            foreach (var difference in differences)
                Terminal.Out.WriteLine($"  {difference}");
        }

        Terminal.Out.WriteLine(differing == 0
            ? $"{Counted.Of(results.Count, "recorded exchange")} in {recordings} "
                + $"{(results.Count == 1 ? "is as it was" : "are as they were")}."
            : $"{differing} of {Counted.Of(results.Count, "recorded exchange")} in {recordings} "
                + $"{(differing == 1 ? "is not as it was" : "are not as they were")}.");
    }
}

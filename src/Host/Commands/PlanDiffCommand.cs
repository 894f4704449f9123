using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Host.Up;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.ServiceKit.Problems;

namespace Hub.Host.Commands;

/// <summary>Shows what would change if a plan were applied: the public routes, and the lines of its files.</summary>
internal static class PlanDiffCommand
{
    public static Command Create()
    {
        var source = new PlanSource("Compare this revision's plan instead of a folder's files.");
        var (data, json, converters) = (HubOptions.Data(), HubOptions.Json(), UpOptions.ConvertersFolder());
        var command = source.AddTo(new Command(
            "diff", "Shows how the plan's files differ from the plan that is served: routes that come, go or change, and lines.")
        {
            converters, data, json,
        });
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var (served, revision) = await PlanSource.AskAsync(hub);
            var (offered, name) = source.Revision(parsed) is { } earlier
                ? ((await PlanSource.AskAsync(hub, earlier)).Files, $"revision-{earlier}")
                : (source.ReadFolder(parsed), source.Folder(parsed)!.TrimEnd('/', '\\'));
            var scope = Scope(served, offered, source.Capability(parsed));
            var diff = new Differences(revision, name, PlanDifference.Between(served, scope.Merged), [.. scope.Left]);
            if (parsed.GetValue(json))
                Listing.PrintJson(diff.ToJson(served.Hash, scope.Merged.Hash));
            else
                Print(diff, await FaultsAsync(source, parsed, parsed.GetValue(converters), parsed.GetValue(data)!));
            return CommandLine.Done;
        });
        return command;
    }

    private static PlanScope Scope(PlanBundle served, PlanBundle offered, string? capability) =>
        capability is null ? new PlanScope(offered, [])
        : PlanScope.Merge(served, offered, capability)
            ?? throw new CommandFailedException(
                $"--capability: {Spelling.EndSentence(PlanScope.Unknown(offered, capability))}", CommandLine.WrongUsage);

    /// <summary>
    /// Returns how many faults the whole plan of a folder has, wherever it is served: what is set on a machine is not asked.
    /// </summary>
    private static async Task<(int Count, string Folder)> FaultsAsync(
        PlanSource source, ParseResult parsed, string? converters, string data)
    {
        if (source.Folder(parsed) is not { } folder || source.Capability(parsed) is not null)
            return (0, "");
        var errors = new PlanErrors();
        await PlanCommand.LoadAsync(
            folder, source.EnvironmentName(parsed), converters, new ReferenceRights([], [], data), errors, standIns: true);
        return (errors.Count, folder);
    }

    private static void Print(Differences diff, (int Count, string Folder) faults)
    {
        PlanDiffTelling.Print(diff.Plans.ToView(), $"revision-{diff.Revision}", diff.Name);
        PlanApplyCommand.TellLeft(diff.Left);
        var count = diff.Plans.Files.Length;
        if (count == 0)
        {
            Terminal.Out.WriteLine("Nothing differs.");
            return;
        }

        Terminal.Out.WriteLine(
            $"{(count == 1 ? "1 file differs" : $"{count} files differ")} from revision {diff.Revision}; "
            + (faults.Count > 0
                ? $"the plan has {Counted.Of(faults.Count, "fault")} and cannot be applied: "
                    + $"./hub plan check --plan {faults.Folder} shows {(faults.Count == 1 ? "it" : "them")}."
                : $"./hub plan apply puts {(count == 1 ? "it" : "them")} in place."));
        if (diff.Removes.Count > 0)
            Terminal.Out.WriteLine(
                $"note: public routes may vanish, and then apply wants --removes: {string.Join(", ", diff.Removes)}");
    }

    private sealed record Differences(long Revision, string Name, PlanDifference Plans, IReadOnlyList<string> Left)
    {
        /// <summary>Routes whose requests no route of the other plan claims in the same words.</summary>
        public IReadOnlyList<string> Removes { get; } =
        [
            .. Plans.Routes.Where(r => r.Before is { } before && (r.After is null || Claim(r.After) != Claim(before))
                    && !Plans.Routes.Any(o => o.After is { } after && Claim(after) == Claim(before)))
                .Select(r => r.Route),
        ];

        public JsonElement ToJson(string served, string offered)
        {
            var plans = Plans.ToView();
            var told = new
            {
                revision = Revision,
                plan = served,
                with = new { name = Name, plan = offered },
                routes = plans.Routes,
                files = plans.Files,
                leftAsServed = Left,
                mayRemove = Removes,
            };
            return JsonSerializer.SerializeToElement(told, JsonSerializerOptions.Web);
        }

        private static string Claim(RouteOutline route) =>
            string.Join('\n', new[] { "match", "host", "query", "headers", "to" }.Select(f => route[f]));
    }
}

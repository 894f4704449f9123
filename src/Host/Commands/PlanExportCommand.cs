using System.CommandLine;
using System.Text.Json;
using Hub.Host.Shell;
using Hub.Platform.Plan;
using Hub.Platform.Problems;
using Hub.Platform.Routing;

namespace Hub.Host.Commands;

/// <summary>Writes a plan's files out of the hub's store into a folder, for their owner only.</summary>
internal static class PlanExportCommand
{
    private const string Environments = "environments/";

    public static Command Create()
    {
        var (data, json) = (HubOptions.Data(), HubOptions.Json());
        var folder = new Argument<string>("folder") { Description = "The folder to write to; made where it does not exist." };
        var revision = new Option<long?>("--revision")
        {
            Description = "This revision's plan instead of the one that is served.",
            HelpName = "N",
        };
        var force = new Option<bool>("--force")
        {
            Description = "Also into a folder that holds files; those of the plan replace them.",
        };
        var command = new Command("export", "Writes the files of the plan that is served into a folder.")
        {
            folder, revision, force, data, json,
        };
        command.SetAction(async (parsed, _) =>
        {
            using var hub = new HubClient(parsed.GetValue(data)!);
            var (plan, number) = await PlanSource.AskAsync(hub, parsed.GetValue(revision));
            var target = parsed.GetValue(folder)!;
            try
            {
                Write(plan, target, parsed.GetValue(force));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandFailedException($"{target} cannot be written: {e.Message}");
            }

            var (told, notes) = (Sentence(plan, number, target), Notes(plan, target).ToList());
            if (parsed.GetValue(json))
                Listing.PrintJson(JsonSerializer.SerializeToElement(new
                {
                    folder = target,
                    revision = number,
                    plan = plan.Hash,
                    files = plan.Files.Where(IsWritten).Select(f => f.Key),
                    notes,
                }));
            foreach (var line in parsed.GetValue(json) ? [] : notes.Select(n => $"note: {n}").Prepend(told))
                Terminal.Out.WriteLine(line);
            return TellLeftOut(plan);
        });
        return command;
    }

    private static void Write(PlanBundle plan, string folder, bool force)
    {
        if (File.Exists(folder))
            throw new CommandFailedException($"{folder} is a file; name a folder.", CommandLine.WrongUsage);
        if (!force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CommandFailedException(
                $"{folder} is not empty: name another folder, or replace the plan's files there with --force.");
        MakeFolder(folder);
        foreach (var (path, content) in plan.Files.Where(IsWritten))
        {
            var names = path.Split('/');
            var here = folder;
            foreach (var name in names[..^1])
            {
                here = Path.Combine(here, name);
                if (new DirectoryInfo(here).LinkTarget is not null)
                    throw new CommandFailedException(
                        $"{here} is a link, and what is written stays in {folder}: remove the link.");
                MakeFolder(here);
            }

            var file = Path.Combine(here, names[^1]);
            // A link would be followed, and a file of before would keep the rights it has.
            File.Delete(file);
            using var stream = new FileStream(file, PrivateFiles.Create);
            stream.Write(content);
        }
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    // An earlier version of the hub took plans with names that lead out of a folder or that tools read by themselves; what a
    // plan is not read with is nobody's need.
    private static bool IsWritten(KeyValuePair<string, byte[]> file) =>
        PlanPaths.FindFault(file.Key) is null && PlanPaths.IsRead(file.Key);

    private static int TellLeftOut(PlanBundle plan)
    {
        var left = plan.Files.Keys.Select(path => (At: new PlanLocation(path, 1), Fault: PlanPaths.FindFault(path)))
            .Where(f => f.Fault is not null).ToList();
        foreach (var (at, fault) in left)
            Terminal.Error.WriteLine($"{at}: not written: {fault}");
        return left.Count == 0 ? CommandLine.Done : CommandLine.Failed;
    }

    private static string Sentence(PlanBundle plan, long revision, string folder) =>
        $"{Counted.Of(plan.Files.Count(IsWritten), "file")} of {PlanStore.NameOf(plan.Hash, revision)} in {folder}.";

    private static IEnumerable<string> Notes(PlanBundle plan, string folder)
    {
        var environment = plan.Files.Where(IsWritten).Select(f => f.Key)
            .Where(f => f.StartsWith(Environments, StringComparison.Ordinal) && f.LastIndexOf('/') == Environments.Length - 1)
            .Select(f => Path.GetFileNameWithoutExtension(f)).FirstOrDefault();
        if (environment is not null)
            yield return $"an environment is laid over it; use it with --env {environment}";
        foreach (var unread in plan.Files.Keys.Where(f => PlanPaths.FindFault(f) is null && !PlanPaths.IsRead(f)))
            yield return $"{new PlanLocation(unread, 1)}: not written: a plan's folder is read without this file";
        foreach (var more in PlanFolder.Read(folder, environment).Files.Keys.Except(plan.Files.Keys, StringComparer.Ordinal))
            yield return $"{folder}/{more} was there before and is not in that plan, but is read with it: remove it";
    }
}

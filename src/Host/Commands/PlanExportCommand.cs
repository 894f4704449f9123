using System.CommandLine;
using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>Writes a plan's files out of the hub's store into a folder, for their owner only.</summary>
internal static class PlanExportCommand
{
    private const string Environments = "environments/";

    public static Command Create()
    {
        var data = HubOptions.Data();
        var folder = new Argument<string>("folder") { Description = "Where to; made where there is none." };
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
            folder, revision, force, data,
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

            Tell(plan, number, target);
            return CommandLine.Done;
        });
        return command;
    }

    private static void Write(PlanBundle plan, string folder, bool force)
    {
        if (plan.Files.Keys.FirstOrDefault(LeadsOut) is { } odd)
            throw new CommandFailedException(
                $"The plan has a file '{odd}', whose name leads out of a folder; nothing is written.");
        if (File.Exists(folder))
            throw new CommandFailedException($"{folder} is a file; name a folder.");
        if (!force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new CommandFailedException(
                $"{folder} is not empty: name another folder, or replace the plan's files there with --force.");
        MakeFolder(folder);
        foreach (var (path, content) in plan.Files)
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

    private static bool LeadsOut(string path) =>
        path.Split('/').Any(name => name is "" or "." or ".." || name.Any(c => c is '\\' or ':' || char.IsControl(c)));

    private static void Tell(PlanBundle plan, long revision, string folder)
    {
        var count = plan.Files.Count == 1 ? "1 file" : $"{plan.Files.Count} files";
        Terminal.Out.WriteLine($"{count} of {PlanStore.NameOf(plan.Hash, revision)} in {folder}.");
        var environment = plan.Files.Keys.Where(f => f.StartsWith(Environments, StringComparison.Ordinal))
            .Select(f => Path.GetFileNameWithoutExtension(f)).FirstOrDefault();
        if (environment is not null)
            Terminal.Out.WriteLine($"note: an environment is laid over it; use it with --env {environment}");
        foreach (var more in PlanFolder.Read(folder, environment).Files.Keys.Except(plan.Files.Keys, StringComparer.Ordinal))
            Terminal.Out.WriteLine(
                $"note: {folder}/{more} was there before and is not in that plan, but is read with it: remove it");
    }
}

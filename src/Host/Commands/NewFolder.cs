using System.Text.Json;
using Hub.Host.Shell;

namespace Hub.Host.Commands;

/// <summary>Writes the files of a new folder, and tells what to do next.</summary>
internal static class NewFolder
{
    /// <summary>Writes them into a folder that is missing or empty.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="files">The files by their paths.</param>
    /// <param name="json">Whether the files are listed as JSON.</param>
    /// <param name="next">The commands that come next.</param>
    /// <param name="more">Writes further files and returns their paths; null for none.</param>
    /// <param name="hint">What else can be done where the folder exists; null for nothing.</param>
    /// <exception cref="CommandFailedException">The folder is not empty, or cannot be written.</exception>
    public static int Write(
        string folder, IReadOnlyDictionary<string, string> files, bool json, IReadOnlyList<string> next,
        Func<IEnumerable<string>>? more = null, string? hint = null)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new CommandFailedException(
                $"'{folder}' exists and is not empty: name another folder.{(hint is null ? "" : $" {hint}")}",
                CommandLine.WrongUsage);
        try
        {
            foreach (var (path, text) in files)
            {
                var file = Path.Combine(folder, path);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                File.WriteAllText(file, text);
            }

            var written = files.Keys.Select(f => Path.Combine(folder, f)).Concat(more?.Invoke() ?? []).ToList();
            if (json)
                Listing.PrintJson(JsonSerializer.SerializeToElement(new { files = written, next }));
            foreach (var line in json ? [] : written.Select(f => $"added {f}").Append("").Append("next")
                .Concat(next.Select(n => $"  {n}")))
                Terminal.Out.WriteLine(line);
            return CommandLine.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"'{folder}' cannot be written: {e.Message}");
        }
    }
}

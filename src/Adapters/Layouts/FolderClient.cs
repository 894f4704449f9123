using Hub.Adapters.Systems;
using Hub.Platform.Plan;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Layouts;

/// <summary>Reaches the folder of a system that speaks by files.</summary>
/// <param name="folder">The folder.</param>
/// <param name="shown">The folder as the plan writes it.</param>
/// <param name="limits">What the hub may ask of it.</param>
/// <param name="files">The files that a plan may use.</param>
internal sealed class FolderClient(string folder, string shown, SystemLimits limits, AllowedFiles files) : ISystemClient
{
    private const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The folder; not to be shown.</summary>
    public string Folder => folder;

    /// <summary>The files that a plan may use.</summary>
    public AllowedFiles Files => files;

    public TimeSpan Timeout => limits.Timeout;

    public string Kind => "files";

    public string Location => shown;

    public Task<SystemOutcome> ProbeAsync(CancellationToken cancellation) =>
        Task.FromResult<SystemOutcome>(FindProblem() is { } problem ? new InvalidAnswer(problem) : new Answer(null));

    public PreparedCall Prepare(Operation operation, JsonText document, Exchange? exchange = null, Caller? caller = null) =>
        throw new NotSupportedException("A system of files is not called.");

    /// <summary>Lets those read and write a file, or a folder, who may do so in the folder that it is in.</summary>
    // The hub's own files are its owner's only, and so would these be.
    public static void Share(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.GetUnixFileMode(Path.GetDirectoryName(path)!);
        File.SetUnixFileMode(path, Directory.Exists(path) ? mode : mode & ReadAndWrite);
    }

    private string? FindProblem()
    {
        try
        {
            using var entries = Directory.EnumerateFileSystemEntries(folder).GetEnumerator();
            entries.MoveNext();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is DirectoryNotFoundException ? "the folder is not there" : "the folder cannot be read";
        }
    }
}

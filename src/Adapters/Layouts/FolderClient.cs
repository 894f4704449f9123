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

    /// <summary>Makes a folder that those may use who may use the one that it is in.</summary>
    // What the hub makes is its owner's only, elsewhere.
    public static void MakeFolder(string path)
    {
        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
    }

    /// <summary>
    /// Makes an empty file that those may read and write who may do so in its folder. What has its name is replaced: what a kill
    /// has left, or a link that somebody put there, which is not followed.
    /// </summary>
    /// <exception cref="IOException">Another process writes it, or it cannot be made.</exception>
    public static FileStream MakeFile(string path)
    {
        // Opened first, as whoever still writes it holds it.
        using (HasFile(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Delete) : null)
            File.Delete(path);
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file.SafeFileHandle, File.GetUnixFileMode(Path.GetDirectoryName(path)!) & ReadAndWrite);
        return file;
    }

    /// <summary>Whether a file is there, and not a link.</summary>
    public static bool HasFile(string path) => File.Exists(path) && new FileInfo(path).LinkTarget is null;

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

namespace Hub.Host.Up;

/// <summary>
/// Takes the rights of group and others from the files of a data folder that was made by an earlier version or by hand, and
/// says so where the folder itself is open.
/// </summary>
internal static class DataFolderRights
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    // Only what the hub has made: somebody may have named their home folder.
    private static readonly string[] Files =
    [
        "admin.token", "records.key", "signing.key", "hub.lock", "nodes", "last-served.json", "last-served.json.new",
        "*.db", "*.db-wal", "*.db-shm", "*.db-journal",
    ];

    /// <summary>Takes the rights of other users from the hub's files, and tells what it did and could not do.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="notes">Where it tells.</param>
    public static void Tighten(string folder, TextWriter notes)
    {
        if (OperatingSystem.IsWindows())
            return;
        var (tightened, kept) = (new List<string>(), new List<string>());
        foreach (var file in Files.SelectMany(f => Directory.EnumerateFiles(folder, f)).Where(IsOpen))
        {
            try
            {
                File.SetUnixFileMode(file, File.GetUnixFileMode(file) & ~Others);
                tightened.Add(Path.GetFileName(file));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                kept.Add(Path.GetFileName(file));
            }
        }

        if (tightened.Count > 0)
            notes.WriteLine(
                $"Note: other users could open {string.Join(", ", tightened)} in {folder}; now only their owner can.");
        if (kept.Count > 0)
            notes.WriteLine(
                $"Note: other users can open {string.Join(", ", kept)} in {folder}, and this user may not change that: "
                + "let their owner run chmod go= on them.");
        if ((File.GetUnixFileMode(folder) & Others) != UnixFileMode.None)
            notes.WriteLine(
                $"Note: other users can look into the data folder {folder}; chmod 700 {folder} keeps them out.");
    }

    // What a link points to is not the hub's to change.
    private static bool IsOpen(string file) =>
        !OperatingSystem.IsWindows()
        && new FileInfo(file).LinkTarget is null
        && (File.GetUnixFileMode(file) & Others) != UnixFileMode.None;
}

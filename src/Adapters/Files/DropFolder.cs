using Hub.Adapters.Changes;
using Hub.Adapters.Layouts;
using Hub.Platform.Problems;
using Hub.ServiceKit.Changes;

namespace Hub.Adapters.Files;

/// <summary>
/// The folder that a system drops its files into. Links are not followed, names that begin with a dot are files that are being
/// written, and a file is complete once its marker is there, or once it has not changed for a while.
/// </summary>
internal sealed class DropFolder(string system, FileFeed feed, FolderClient client, TimeProvider time)
{
    private const char Replaced = '\uFFFD';
    private readonly Dictionary<string, (long Length, DateTime Written, long Since)> _seen = new(StringComparer.Ordinal);

    /// <summary>Why files wait or are passed over; null where none does.</summary>
    public string? Notice { get; private set; }

    public string Path => System.IO.Path.Combine([client.Folder, .. feed.Pattern.Folder.Split('/')]);

    /// <summary>The folder as messages name it.</summary>
    public string Shown => feed.Pattern.Folder.Length == 0 ? "the system's folder" : $"{feed.Pattern.Folder}/";

    /// <summary>Returns the complete files in the order of their names.</summary>
    /// <exception cref="ChangeTargetUnavailableException">The folder cannot be read.</exception>
    public IReadOnlyList<DroppedFile> ListComplete()
    {
        try
        {
            return ListComplete(Open());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(e is DirectoryNotFoundException ? "is not there" : "cannot be read");
        }
    }

    /// <summary>Returns the path of a file, or of one in a folder below.</summary>
    public string PathOf(params IEnumerable<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Returns a folder below this one, made where it is missing.</summary>
    /// <exception cref="IOException">It is a link, or cannot be made.</exception>
    public string Below(string name)
    {
        var path = PathOf(name);
        if (IsLink(path))
            throw new IOException($"{name} is a link.");
        if (Directory.Exists(path))
            return path;
        FolderClient.MakeFolder(path);
        return path;
    }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="FileRefusedException">It is not a file of its own, or nothing is in it.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public FileStream Open(DroppedFile file)
    {
        // Looked at once more, as it may be another one than when it was listed.
        if (IsLink(file.Path) || client.Files.WhyNot(file.Path, "it") is not null)
            throw new FileRefusedException("it is a link or not a regular file, or its name has control characters");
        if (new FileInfo(file.Path).Length == 0)
            throw new FileRefusedException("it is empty");
        return new FileStream(file.Path, new FileStreamOptions
        {
            Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.SequentialScan | FileOptions.Asynchronous,
        });
    }

    private List<DroppedFile> ListComplete(DirectoryInfo folder)
    {
        var (found, waiting, links) = (new List<DroppedFile>(), new List<string>(), new List<string>());
        var all = folder.EnumerateFileSystemInfos().OfType<FileInfo>().ToLookup(IsReachable);
        var there = all[true].ToDictionary(f => f.Name, StringComparer.Ordinal);
        foreach (var file in there.Values.Where(f => feed.Pattern.Matches(f.Name) && !IsCompanion(f.Name)))
        {
            if (file.LinkTarget is not null)
                links.Add(file.Name);
            else if (IsComplete(file, there))
                found.Add(new DroppedFile(file.Name, file.FullName));
            else
                waiting.Add(file.Name);
        }

        foreach (var gone in _seen.Keys.Where(n => !there.ContainsKey(n)).ToList())
            _seen.Remove(gone);
        Notice = Tell(waiting, links, all[false].Count(f => feed.Pattern.Matches(f.Name)));
        return [.. found.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    // Bytes that are not UTF-8 are replaced in the name, and under that no file is found; two such names may be one.
    private static bool IsReachable(FileInfo file) =>
        !file.Name.Contains(Replaced, StringComparison.Ordinal) || File.Exists(file.FullName);

    private string? Tell(List<string> waiting, List<string> links, int unreachable) =>
        unreachable > 0
            ? $"{Counted.Of(unreachable, "file")} in {Shown} cannot be opened, as the names are not written in UTF-8: rename them"
        : links.Count > 0 ? $"{DroppedFile.Show(links[0])} in {Shown} is a link and is not read: drop the file itself"
        : waiting is [var first, .. var others] && feed.Marker is { } marker
            ? $"{DroppedFile.Show(first)} in {Shown} waits for {DroppedFile.Show(first + marker)}"
            + (feed.Checksum is null ? "" : $" and {DroppedFile.Show(first + feed.Checksum)}")
            + (others.Count == 0 ? "" : $", and {others.Count} more wait for theirs")
        : null;

    private bool IsCompanion(string name) =>
        new[] { feed.Marker, feed.Checksum }.Any(e => e is not null && name.EndsWith(e, StringComparison.Ordinal));

    private bool IsComplete(FileInfo file, Dictionary<string, FileInfo> there)
    {
        if (feed.Checksum is { } checksum && !there.ContainsKey(file.Name + checksum))
            return false;
        if (feed.Marker is { } marker)
            return there.ContainsKey(file.Name + marker);
        var now = (file.Length, file.LastWriteTimeUtc);
        if (!_seen.TryGetValue(file.Name, out var before) || (before.Length, before.Written) != now)
            _seen[file.Name] = before = (now.Length, now.LastWriteTimeUtc, time.GetTimestamp());
        return time.GetElapsedTime(before.Since) >= feed.Settle;
    }

    // None of the folders on the way is one that somebody put a link in the place of.
    private DirectoryInfo Open()
    {
        var path = client.Folder;
        foreach (var part in feed.Pattern.Folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = System.IO.Path.Combine(path, part);
            if (IsLink(path))
                throw Unavailable("is a link");
        }

        return new DirectoryInfo(path);
    }

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;


    private ChangeTargetUnavailableException Unavailable(string why) => new($"{system}: {Shown} {why}");
}

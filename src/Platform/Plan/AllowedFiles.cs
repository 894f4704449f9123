using System.Text;

namespace Hub.Platform.Plan;

/// <summary>
/// The files of this machine that a plan may use. Secrets lie below folders that whoever starts the hub names; what the
/// hub keeps itself is nobody's, whatever it is called on the way: through links, <c>..</c> or a second name.
/// </summary>
/// <param name="folders">Where secrets may be read.</param>
/// <param name="own">Folders and files of the hub's own: its data folder, its token's file.</param>
/// <param name="open">Folders below those that are not the hub's own, such as the demo landscape's.</param>
public sealed class AllowedFiles(IEnumerable<string> folders, IEnumerable<string> own, IEnumerable<string> open)
{
    private const int LongestSecret = 64 * 1024;
    private const int LargestFile = 1024 * 1024;

    // EMFILE and ENFILE.
    private const int ProcessHasNoMore = 24;
    private const int SystemHasNoMore = 23;

    private static readonly EnumerationOptions Whole = new()
    {
        RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint,
    };

    private readonly string[] _folders = [.. folders];
    private readonly string[] _own = [.. own];
    private readonly string[] _open = [.. open];

    /// <summary>No secret may be read, and nothing is the hub's own.</summary>
    public static AllowedFiles None { get; } = new([], [], []);

    /// <summary>A secret's text without the line breaks at its end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="problem">Why there is none, without anything of the file's content; null when there is.</param>
    public string? ReadText(string path, out string? problem) =>
        Read(path, LongestSecret, path, out problem) is { } bytes ? PlanBundle.Read(bytes).TrimEnd('\r', '\n') : null;

    /// <summary>A file such as a certificate.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shown">The path as the plan writes it.</param>
    /// <param name="problem">Why there is none, without anything of the file's content; null when there is.</param>
    public byte[]? ReadBytes(string path, string shown, out string? problem) => Read(path, LargestFile, shown, out problem);

    /// <summary>Why a system may not open a file that holds a secret, such as a client's key; null when it may.</summary>
    /// <param name="path">The file.</param>
    /// <param name="shown">The path as the plan writes it.</param>
    public string? WhyNotSecret(string path, string shown) =>
        Find(path, LargestFile, shown, out var problem) is null ? problem : null;

    /// <summary>Why a system may not open a file of any other kind, such as a database; null when it may.</summary>
    /// <param name="path">The file, which need not be there yet.</param>
    /// <param name="shown">The path as the plan writes it.</param>
    public string? WhyNot(string path, string shown)
    {
        try
        {
            var real = HostFile.RealPath(path);
            return IsOwn(real) ? $"{shown} is the hub's own, which no plan opens; name a file outside of its data folder"
                : HostFile.Find(real) is { IsRegular: false } ? $"{shown} is no regular file; name one that is"
                : null;
        }
        catch (ArgumentException)
        {
            return $"{shown} is no path that can be opened; name a file, such as /data/finance.db";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return NotSeen(shown, e) ?? $"{shown} cannot be looked at: see that the hub may, and that its links lead to a file";
        }
    }

    /// <summary>Why a system may not work in a folder; null when it may.</summary>
    /// <param name="path">The folder, which need not be there yet.</param>
    /// <param name="shown">The path as the plan writes it.</param>
    public string? WhyNotFolder(string path, string shown)
    {
        try
        {
            var real = HostFile.RealPath(path);
            return IsOwn(real) || _own.Select(HostFile.RealPath).Any(o => HostFile.IsSame(real, o) || HostFile.IsBelow(o, real))
                ? $"{shown} is a folder of the hub's own or around it; name one outside of its data folder"
                : HostFile.Find(real) is not null && !Directory.Exists(real) ? $"{shown} is not a folder"
                : null;
        }
        catch (ArgumentException)
        {
            return $"{shown} is not a path";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return NotSeen(shown, e) ?? $"{shown} cannot be looked at: see that the hub may, and that its links lead to a folder";
        }
    }

    private byte[]? Read(string path, int most, string shown, out string? problem)
    {
        if (Find(path, most, shown, out problem) is not { } real)
            return null;
        try
        {
            using var file = new FileStream(real, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
            var bytes = new byte[most];
            var length = file.ReadAtLeast(bytes, most, throwOnEndOfStream: false);
            return bytes[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = NotSeen(shown, e) ?? Unreadable(shown);
            return null;
        }
    }

    /// <summary>The file's real path, when a secret may be read from it.</summary>
    private string? Find(string path, int most, string shown, out string? problem)
    {
        problem = null;
        try
        {
            var real = HostFile.RealPath(path);
            var below = _folders.FirstOrDefault(f => HostFile.IsBelow(real, HostFile.RealPath(f)));
            if (below is null && FindNamed(path) is { } by)
                problem = $"file {shown} is a link, or behind one, that leads out of {by}, which secrets are read from: "
                    + "put the file itself there, or start the hub with --secrets for the folder that it leads to as well";
            else if (below is null)
                problem = $"file {shown} is below no folder that secrets are read from "
                    + $"({(_folders.Length == 0 ? "none is named" : string.Join(", ", _folders))}); "
                    + $"start the hub with --secrets {FolderOf(shown)}, or put the file there";
            else if (IsOwn(real))
                problem = $"file {shown} is the hub's own, which no plan reads";
            else if (HostFile.Find(real) is not { } file)
                problem = Unreadable(shown);
            else if (!file.IsRegular || file.Length == 0)
                problem = $"file {shown} is empty or no regular file";
            else if (file.Length > most)
                problem = $"file {shown} is larger than {most / 1024} KB, which no secret is";
            else
                return real;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problem = NotSeen(shown, e) ?? Unreadable(shown);
        }

        return null;
    }

    /// <summary>Returns the folder of secrets that a path is below as it is written, links not followed.</summary>
    private string? FindNamed(string path)
    {
        var written = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return _folders.FirstOrDefault(f => HostFile.IsBelow(written, Path.GetFullPath(f)));
    }

    private static string FolderOf(string shown) =>
        !PlanReferences.IsIn(shown) && Path.GetDirectoryName(shown) is { Length: > 0 } folder ? folder : "DIR";

    private static string Unreadable(string shown) => $"file {shown} cannot be read; create it, readable for the hub only";

    // The file is not at fault then, and the same plan is taken later.
    private static string? NotSeen(string shown, Exception e) => e.HResult is ProcessHasNoMore or SystemHasNoMore
        ? $"file {shown} cannot be looked at now, as the hub has no file descriptors left: try again, "
            + "or start the hub with a larger limit (ulimit -n)"
        : null;

    private bool IsOwn(string real)
    {
        var others = _open.Select(HostFile.RealPath).ToList();
        if (others.Any(f => HostFile.IsBelow(real, f)))
            return false;
        var roots = _own.Select(HostFile.RealPath).ToList();
        if (roots.Any(o => HostFile.IsSame(real, o) || HostFile.IsBelow(real, o, ignoreCase: true)))
            return true;
        // The same file under a second name: a hard link, a bind mount, or a spelling that the file system takes as well.
        return HostFile.Find(real) is { Identity: { } identity }
            && roots.SelectMany(o => Directory.Exists(o) ? Directory.EnumerateFiles(o, "*", Whole) : [o])
                .Where(f => !others.Any(folder => HostFile.IsBelow(f, folder)))
                .Any(f => HostFile.Find(f)?.Identity == identity);
    }
}

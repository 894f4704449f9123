using System.Runtime.InteropServices;

namespace Hub.Platform.Plan;

/// <summary>A file of this machine as the operating system knows it, which is more than its name says.</summary>
/// <param name="IsRegular">Whether it is a file with bytes of its own: no folder, pipe, device or socket.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Identity">What two names of one file have in common; null where the system does not tell.</param>
internal sealed record HostFile(bool IsRegular, long Length, (ulong Device, ulong Number)? Identity)
{
    private const int MostLinks = 40;

    // statx(2), whose layout is the same on every processor: mode at 28, inode at 32, size at 40, device at 136.
    private const int FromHere = -100;
    private const uint BasicStats = 0x7ff;
    private const int TypeOfFile = 0xf000;
    private const int RegularFile = 0x8000;

    /// <summary>The file behind a path, links followed; null when there is none that can be seen.</summary>
    public static HostFile? Find(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            var told = new byte[256];
            if (statx(FromHere, path, 0, BasicStats, told) != 0)
                return null;
            return new HostFile(
                (BitConverter.ToUInt16(told, 28) & TypeOfFile) == RegularFile,
                BitConverter.ToInt64(told, 40),
                (BitConverter.ToUInt64(told, 136), BitConverter.ToUInt64(told, 32)));
        }

        // Elsewhere pipes and devices have no length, and what has none is not read.
        var file = new FileInfo(path);
        return file.Exists ? new HostFile(!file.Attributes.HasFlag(FileAttributes.Device), file.Length, null)
            : Directory.Exists(path) ? new HostFile(IsRegular: false, 0, null)
            : null;
    }

    /// <summary>The path with every link and every <c>..</c> resolved in the order in which the system does it.</summary>
    /// <exception cref="IOException">Its links lead in a circle, or cannot be read.</exception>
    /// <exception cref="ArgumentException">It is no path.</exception>
    public static string RealPath(string path)
    {
        if (path.Length == 0 || path.Any(char.IsControl))
            throw new ArgumentException("This is no path.", nameof(path));
        var rooted = Path.IsPathFullyQualified(path) ? path : Path.Combine(Directory.GetCurrentDirectory(), path);
        var real = Path.GetPathRoot(rooted)!;
        var open = new Stack<string>(Parts(rooted[real.Length..]));
        for (var links = 0; open.TryPop(out var part);)
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException("Its links lead in a circle.");
            if (Path.IsPathFullyQualified(target))
                real = Path.GetPathRoot(target)!;
            foreach (var step in Parts(target[(Path.GetPathRoot(target)?.Length ?? 0)..]))
                open.Push(step);
        }

        return real;
    }

    /// <summary>Whether a real path lies within a real folder.</summary>
    public static bool IsBelow(string path, string folder, bool ignoreCase = false) => path.StartsWith(
        folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
        ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    /// <summary>Whether two real paths are one, also where the file system does not tell case apart.</summary>
    public static bool IsSame(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    // The last one first: they are put on a stack.
    private static IEnumerable<string> Parts(string path) => path
        .Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(p => p != ".").Reverse();

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(
        int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] told);
}

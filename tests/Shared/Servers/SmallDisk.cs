using System.Diagnostics;

namespace Hub.Tests.Servers;

/// <summary>A disk of its own that is full after a few megabytes: a tmpfs, which goes with the test.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder;

    private SmallDisk(TemporaryFolder folder) => _folder = folder;

    public string Path => _folder.Path;

    private string Filler => _folder.File("filler");

    /// <summary>Mounts one; skips the test where this user may not.</summary>
    public static SmallDisk Mount(int megabytes)
    {
        var folder = new TemporaryFolder();
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder.Path))
            return new SmallDisk(folder);
        folder.Dispose();
        Assert.Skip("A tmpfs cannot be mounted here (mount -t tmpfs needs Linux and the right to mount).");
        throw new UnreachableException();
    }

    /// <summary>Takes all the space that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
                file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives the space back.</summary>
    public void Free() => File.Delete(Filler);

    public void Dispose()
    {
        Run("umount", "-l", _folder.Path);
        _folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}

using System.Runtime.InteropServices;

namespace Hub.Host.Shell;

/// <summary>Keeps what the hub writes for its owner: files 0600, folders 0700, whoever makes them in this process.</summary>
internal static partial class PrivateFiles
{
    private const uint OfGroupAndOthers = 0x3F;

    /// <summary>How a file is created or replaced.</summary>
    public static FileStreamOptions Create
    {
        get
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.Read };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            return options;
        }
    }

    /// <summary>
    /// Takes all rights of group and others from every file that this process makes: SQLite, too, makes files, and programs
    /// that are started here do.
    /// </summary>
    public static void ApplyToProcess()
    {
        if (!OperatingSystem.IsWindows())
            // 077; what was stricter before stays so.
            _ = SetMask(SetMask(OfGroupAndOthers) | OfGroupAndOthers);
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetMask(uint mask);
}

using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Hub.Facade.Connections;
using Hub.Host.Up;

namespace Hub.Host.Doctor;

/// <summary>What a hub needs of the machine that it is started on.</summary>
/// <param name="data">The data folder.</param>
internal sealed class Machine(string data)
{
    // What the hub keeps free for rollbacks, many times over.
    private const long LeastSpace = 256L * 1024 * 1024;
    private const int FewConnections = 1000;

    public IEnumerable<Finding> Look() => [Runtime(), OpenFileLimit(), TimeZones(), Cultures(), Folder(), Space()];

    private static Finding Runtime() =>
        Finding.Ok("runtime", $"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");

    private static Finding OpenFileLimit()
    {
        var limit = OpenFiles.ReadLimit();
        var callers = ConnectionBounds.Of(callers: null, limit).Callers;
        return callers >= FewConnections
            ? Finding.Ok("open files", $"the limit allows {callers} connections of callers")
            : Finding.Note(
                "open files", $"the limit of {limit} allows {callers} connections of callers",
                "raise it: ulimit -n 65536, or LimitNOFILE= of the service");
    }

    private static Finding TimeZones() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _)
        ? Finding.Ok("time zones", "named zones are known")
        : Finding.Missing(
            "time zones", "zones such as Europe/Berlin are not known, which freezes and mappings name", "install tzdata");

    private static Finding Cultures() => CultureInfo.InvariantCulture == CultureInfo.GetCultureInfo("")
        && AppContext.TryGetSwitch("System.Globalization.Invariant", out var invariant) && invariant
        ? Finding.Note(
            "cultures", "ICU is not used, which a system in SQL Server needs",
            "where there is one: install libicu, and do not set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT")
        : Finding.Ok("cultures", "ICU is there");

    private Finding Folder()
    {
        var folder = Path.GetFullPath(data);
        var isThere = Directory.Exists(folder);
        var probed = Nearest(folder);
        var probe = Path.Combine(probed, $".doctor-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Finding.Missing(
                "data folder", $"{data} cannot be {(isThere ? "written" : "made")}: {e.Message.TrimEnd('.')}",
                "let this user write there, or name another folder with --data");
        }

        if (!isThere)
            return Finding.Ok("data folder", $"{data} is made at the first start");
        return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(folder) & Others) != UnixFileMode.None
            ? Finding.Note("data folder", $"other users can look into {data}", $"chmod 700 {data}")
            : Finding.Ok("data folder", $"{data} can be written");
    }

    private Finding Space()
    {
        var folder = Path.GetFullPath(data);
        while (!Directory.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var said = $"{free / 1024 / 1024} MB are free for {data}";
        return free >= LeastSpace
            ? Finding.Ok("disk", said)
            : Finding.Missing("disk", said, "make room: below 2 MB, writes are refused");
    }

    // What is there already of its path: a file there is in the way.
    private static string Nearest(string folder)
    {
        while (!Path.Exists(folder))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
}

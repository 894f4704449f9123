using System.Globalization;
using Hub.Facade.Connections;
using Hub.Host.Shell;

namespace Hub.Host.Up;

/// <summary>How many files and sockets the process may have open at once.</summary>
internal static class OpenFiles
{
    /// <summary>Returns how many connections there may be.</summary>
    /// <param name="callers">How many callers may hold, as <c>--max-connections</c> says; null where it does not.</param>
    /// <exception cref="CommandFailedException">The limit is too low for them.</exception>
    public static ConnectionBounds Bound(int? callers)
    {
        var limit = ReadLimit();
        if (callers is { } asked && limit < ConnectionBounds.DescriptorsFor(asked))
            throw new CommandFailedException(
                $"--max-connections {asked} takes {ConnectionBounds.DescriptorsFor(asked)} open files, and the process may have "
                + $"{limit}: raise that (ulimit -n, LimitNOFILE=), or write a smaller number.",
                CommandLine.WrongUsage);
        return ConnectionBounds.Of(callers, limit);
    }

    /// <summary>Returns the limit (.NET has raised the soft one to the hard one); null where none is known.</summary>
    public static long? ReadLimit()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        const string name = "Max open files";
        var line = File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal));
        var words = line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var soft, ..] && long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
            ? limit
            : null;
    }
}

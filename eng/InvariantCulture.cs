using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Eng;

/// <summary>
/// Starts every program with the invariant culture, whatever the machine's language is, and also where ICU is not installed.
/// </summary>
/// <remarks>
/// The runtime ends a process without ICU at its first use of a culture. Only SQL Server's client needs ICU, so that mode is
/// switched off before that, unless DOTNET_SYSTEM_GLOBALIZATION_INVARIANT decides
/// (https://learn.microsoft.com/dotnet/core/runtime-config/globalization).
/// </remarks>
file static class InvariantCulture
{
    private const int OldestIcu = 50;
    private const int NewestIcu = 120;

    [ModuleInitializer]
    internal static void Start()
    {
        if (OperatingSystem.IsLinux()
            && Environment.GetEnvironmentVariable("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT") is null
            && !IsIcuInstalled())
            AppContext.SetSwitch("System.Globalization.Invariant", true);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
    }

    // The library's name ends in its version, and distributions install only their own one.
    private static bool IsIcuInstalled()
    {
        for (var version = NewestIcu; version >= OldestIcu; version--)
            if (NativeLibrary.TryLoad(string.Concat("libicuuc.so.", version.ToString()), out _))
                return true;
        return NativeLibrary.TryLoad("libicuuc.so", out _);
    }
}

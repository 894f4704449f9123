namespace Hub.Tests.Processes;

/// <summary>Where things lie in the repository, and what was built beside these tests.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Plan => Path.Combine(Root, "migration-plan");

    public static string HubProgram => Built("src/Host", "Hub.Host.dll");

    public static string LandscapeProgram => Built("samples/LegacyLandscape", "LegacyLandscape.dll");

    public static string ConvertersAssembly => Built("tests/Converters", "Acme.Converters.dll");

    private static string Built(string project, string program)
    {
        var release = $"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}";
        var configuration = AppContext.BaseDirectory.Contains(release, StringComparison.Ordinal) ? "Release" : "Debug";
        var path = Path.Combine(Root, project, "bin", configuration, "net10.0", program);
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} is not built: run ./test, or dotnet build Hub.sln -c {configuration}.");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Hub.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Hub.sln is not above the tests.");
        return folder.FullName;
    }
}

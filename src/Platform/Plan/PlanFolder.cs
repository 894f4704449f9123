namespace Hub.Platform.Plan;

/// <summary>Reads a plan's files from disk.</summary>
public static class PlanFolder
{
    private const long LargestFile = 16 * 1024 * 1024;
    private static readonly string[] Folders = ["systems", "capabilities", "contracts", "sql"];

    /// <summary>
    /// Takes <c>hub.yaml</c>, everything under <c>systems</c>, <c>capabilities</c>, <c>contracts</c> and <c>sql</c>, and
    /// the one environment chosen.
    /// </summary>
    /// <param name="folder">The plan's folder.</param>
    /// <param name="environment">The environment laid over it (<c>environments/NAME.yaml</c>), or null.</param>
    /// <exception cref="PlanNotReadableException">The folder or the environment is not there, or a file is too large.</exception>
    public static PlanBundle Read(string folder, string? environment)
    {
        if (!Directory.Exists(folder))
            throw new PlanNotReadableException($"There is no plan folder '{folder}': name one with --plan.");
        var paths = Folders.Select(f => Path.Combine(folder, f)).Where(Directory.Exists)
            .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
            .ToList();
        if (File.Exists(Path.Combine(folder, "hub.yaml")))
            paths.Add(Path.Combine(folder, "hub.yaml"));
        if (environment is not null)
            paths.Add(EnvironmentFile(folder, environment));
        return new PlanBundle(
            paths.Select(p => KeyValuePair.Create(Path.GetRelativePath(folder, p).Replace('\\', '/'), ReadFile(p))));
    }

    private static string EnvironmentFile(string folder, string environment)
    {
        var path = Path.Combine(folder, "environments", environment + ".yaml");
        return environment.AsSpan().IndexOfAny('/', '\\') < 0 && File.Exists(path)
            ? path
            : throw new PlanNotReadableException($"There is no environment '{environment}': {path} does not exist.");
    }

    private static byte[] ReadFile(string path) =>
        new FileInfo(path).Length <= LargestFile
            ? File.ReadAllBytes(path)
            : throw new PlanNotReadableException(
                $"{path} is larger than {LargestFile / 1024 / 1024} MB, which no file of a plan should be.");
}

/// <summary>The plan's files cannot be read at all.</summary>
public sealed class PlanNotReadableException(string message) : Exception(message);

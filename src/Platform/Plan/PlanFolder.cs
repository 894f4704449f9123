using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>Reads a plan's files from disk.</summary>
public static class PlanFolder
{
    private const long LargestFile = 16 * 1024 * 1024;
    private const string Environments = "environments";

    /// <summary>
    /// Takes <c>hub.yaml</c>, everything under <c>systems</c>, <c>capabilities</c>, <c>contracts</c> and <c>sql</c>, and
    /// the one environment chosen. Hidden files and folders (<c>.gitkeep</c>, <c>.idea</c>) are passed over.
    /// </summary>
    /// <param name="folder">The plan's folder.</param>
    /// <param name="environment">The environment laid over it (<c>environments/NAME.yaml</c>), or null.</param>
    /// <exception cref="PlanNotReadableException">The folder or the environment is not there, or a file is too large.</exception>
    public static PlanBundle Read(string folder, string? environment)
    {
        if (!Directory.Exists(folder))
            throw new PlanNotReadableException(
                $"There is no plan folder '{folder}': name one with --plan, as in --plan migration-plan.")
            {
                IsMissing = true,
            };
        try
        {
            // In any letter case, so that a folder called Systems is told and not passed over.
            var paths = Directory.EnumerateDirectories(folder).Where(f => Is(f, PlanPaths.Folders) && !Is(f, [Environments]))
                .SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories))
                .Where(f => !IsHidden(Path.GetRelativePath(folder, f)))
                .Concat(Directory.EnumerateFiles(folder).Where(f => Is(f, [PlanPaths.Hub])))
                .ToList();
            if (environment is not null)
                paths.Add(EnvironmentFile(folder, environment));
            return new PlanBundle(paths.Select(p => KeyValuePair.Create(NameOf(Path.GetRelativePath(folder, p)), ReadFile(p))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlanNotReadableException($"The plan folder '{folder}' cannot be read: {e.Message}");
        }
    }

    private static bool IsHidden(string path) => path.Split(Path.DirectorySeparatorChar).Any(n => n.StartsWith('.'));

    private static bool Is(string path, IReadOnlyList<string> names) =>
        names.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase);

    // Only where a backslash divides folders: elsewhere it is a character of a name.
    private static string NameOf(string path) =>
        Path.DirectorySeparatorChar == '/' ? path : path.Replace(Path.DirectorySeparatorChar, '/');

    private static string EnvironmentFile(string folder, string environment)
    {
        var path = Path.Combine(folder, Environments, environment + ".yaml");
        if (environment.AsSpan().IndexOfAny('/', '\\') < 0 && File.Exists(path))
            return path;
        var known = EnvironmentsOf(folder);
        var more = known.Count == 0 ? "" : $"; those of '{folder}' are {string.Join(", ", known)}";
        throw new PlanNotReadableException(
            $"There is no environment '{environment}': {path} does not exist{more}"
            + Spelling.EndSentence(Spelling.DidYouMean(environment, known)))
        {
            IsMissing = true,
        };
    }

    private static List<string> EnvironmentsOf(string folder) =>
        Directory.Exists(Path.Combine(folder, Environments))
            ? [.. Directory.EnumerateFiles(Path.Combine(folder, Environments), "*.yaml")
                .Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)]
            : [];

    private static byte[] ReadFile(string path) =>
        new FileInfo(path).Length <= LargestFile
            ? File.ReadAllBytes(path)
            : throw new PlanNotReadableException(
                $"{path} is larger than {LargestFile / 1024 / 1024} MB, which no file of a plan should be.");
}

/// <summary>The plan's files cannot be read at all.</summary>
public sealed class PlanNotReadableException(string message) : Exception(message)
{
    /// <summary>Whether no folder or environment has the name that was given.</summary>
    public bool IsMissing { get; init; }
}

using System.Globalization;
using System.Text;

namespace Hub.Platform.Plan;

/// <summary>
/// Checks the names of a plan's files, so that every plan can be written into a folder of any machine and read from there
/// unchanged: relative, normalized, of printable characters, not hidden, and told apart by more than letter case.
/// </summary>
public static class PlanPaths
{
    /// <summary>The folders of a plan.</summary>
    public static IReadOnlyList<string> Folders { get; } = ["systems", "capabilities", "contracts", "sql", "environments"];

    /// <summary>The file of a plan that stands in no folder.</summary>
    public const string Hub = "hub.yaml";

    internal const string Systems = "systems/";
    internal const string Capabilities = "capabilities/";

    private const int LongestPath = 500;

    // File systems take 255 bytes; an import writes beside a file under its name and .new.
    private const int LongestName = 240;
    private const string Reserved = "\\:*?\"<>|";

    private static readonly string[] Devices =
        ["con", "prn", "aux", "nul", .. Enumerable.Range(1, 9).SelectMany(n => new[] { $"com{n}", $"lpt{n}" })];

    /// <summary>Returns what is wrong with a name and what to do; null for a valid name.</summary>
    /// <param name="path">The file's path in the plan.</param>
    public static string? FindFault(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var names = path.Split('/');
        var why = Encoding.UTF8.GetByteCount(path) > LongestPath || names.Any(n => Encoding.UTF8.GetByteCount(n) > LongestName)
            ? $"longer than {LongestPath} bytes, or has a name of more than {LongestName}"
            : FindOdd(path) is { } odd ? $"not of characters that every file system takes: U+{odd:X4}"
            : names.Any(n => n is "" or "." or "..") ? "not relative and normalized: no '/' at its ends, no '//', '.' or '..'"
            : !path.IsNormalized(NormalizationForm.FormC) ? "not in Unicode's normalization form C"
            : names.Any(n => n[0] == ' ' || n[^1] is ' ' or '.') ? "not kept everywhere: no blank at an end, no dot at the end"
            // Tools run what such files say wherever they find them: .git/config, .envrc, .vscode/tasks.json, .bashrc.
            : names.Any(n => n[0] == '.') ? "hidden: it begins with a dot, as what tools read by themselves does"
            : names.Any(IsDevice) ? "the name of a device on some machines"
            : null;
        if (why is not null)
            return $"the file's name is {why}; rename it, as in sql/orders.sql";
        return Folders.Append(Hub).FirstOrDefault(known => known != names[0] && Fold(known) == Fold(names[0])) is { } meant
            ? $"a plan's file or folder is called {meant} in lower case, so this one is not read; rename it"
            : null;
    }

    /// <summary>Returns whether a plan's folder is read with a file of this name, if the name is valid.</summary>
    /// <param name="path">The file's path in the plan.</param>
    public static bool IsRead(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return path == Hub || Folders.Any(f => path.StartsWith(f + "/", StringComparison.Ordinal));
    }

    /// <summary>Reports the names with faults, and those that differ in nothing that every file system keeps.</summary>
    internal static void Check(PlanBundle bundle, PlanErrors errors)
    {
        var valid = new List<string>();
        foreach (var path in bundle.Files.Keys)
        {
            if (FindFault(path) is { } fault)
                errors.AddUnlessStored(new PlanLocation(path, 1), fault);
            else
                valid.Add(path);
        }

        foreach (var path in valid.Where(p => !IsRead(p)))
            errors.Note(
                new PlanLocation(path, 1),
                $"a plan's folder is read without this file; move it into {string.Join(", ", Folders)}, or leave it out");
        // Each of them is reported: one may be the store's, which is only noted.
        foreach (var (path, other) in valid.SelectMany(Places).GroupBy(p => Fold(p.Name), StringComparer.Ordinal)
            .SelectMany(FindOthers).DistinctBy(f => f.Path))
            errors.AddUnlessStored(
                new PlanLocation(path, 1),
                $"the file cannot lie in one folder with {other} everywhere: their names differ in letter case only, or one is "
                + "the other's folder; rename one of them");
    }

    private static int? FindOdd(string path)
    {
        foreach (var rune in path.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || (rune.IsAscii && Reserved.Contains((char)rune.Value, StringComparison.Ordinal))
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                    or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator
                || (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator && rune.Value != ' '))
                return rune.Value;
        }

        return null;
    }

    private static bool IsDevice(string name) => Devices.Contains(name.Split('.')[0].TrimEnd(' ').ToLowerInvariant());

    private static string Fold(string name) =>
        name.Normalize(NormalizationForm.FormKC).ToUpperInvariant().ToLowerInvariant();

    /// <summary>The file and the folders that it lies in.</summary>
    private static IEnumerable<(string Path, string Name, bool IsFolder)> Places(string path) =>
        path.Index().Where(c => c.Item == '/').Select(c => (path, path[..c.Index], true)).Append((path, path, false));

    private static IEnumerable<(string Path, string Other)> FindOthers(
        IEnumerable<(string Path, string Name, bool IsFolder)> places)
    {
        var spelled = places.GroupBy(p => (p.Name, p.IsFolder)).ToList();
        return spelled.Count == 1 ? [] : spelled.SelectMany(one =>
            one.Select(p => (p.Path, spelled.First(other => other.Key != one.Key).First().Path)));
    }
}

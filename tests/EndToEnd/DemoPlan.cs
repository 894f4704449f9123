using Hub.Tests.Processes;

namespace Hub.EndToEnd.Tests;

/// <summary>The demo's plan in a folder of a test's own, to be changed there.</summary>
internal static class DemoPlan
{
    /// <summary>Copies the plan; returns the folder.</summary>
    public static string Copy(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(Repository.Plan, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder, Path.GetRelativePath(Repository.Plan, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return folder;
    }

    /// <summary>Replaces a text in a file of the plan.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static void Change(string folder, string file, string text, string by)
    {
        var path = Path.Combine(folder, file);
        var content = File.ReadAllText(path);
        if (!content.Contains(text, StringComparison.Ordinal))
            throw new InvalidOperationException($"The demo's {file} does not contain '{text}'.");
        File.WriteAllText(path, content.Replace(text, by, StringComparison.Ordinal));
    }
}

using Hub.Adapters;
using Hub.Platform.Plan;

namespace Hub.Importing.Writing;

/// <summary>
/// Writes the JSON Schemas of a plan's files into <c>schemas/</c> of its folder, where the first line of each file tells editors
/// to look for them.
/// </summary>
public static class SchemaFolder
{
    /// <summary>The kinds of files that a plan is made of.</summary>
    public static IReadOnlyList<PlanFileKind> Kinds { get; } = PlanFileKinds.Of(SystemFile.Shape);

    /// <summary>Returns a kind's schema as its file holds it.</summary>
    public static string TextOf(PlanFileKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return kind.Schema().ToJsonString(new() { WriteIndented = true, NewLine = "\n" }) + "\n";
    }

    /// <summary>Writes all of them; those that are there are replaced.</summary>
    /// <param name="plan">The plan's folder.</param>
    /// <returns>The files, by their paths.</returns>
    public static IReadOnlyList<string> Write(string plan)
    {
        var folder = Path.Combine(plan, PlanFileKinds.SchemaFolder);
        Directory.CreateDirectory(folder);
        var files = Kinds.Select(k => (Path: Path.Combine(folder, k.SchemaFile), Text: TextOf(k))).ToList();
        foreach (var (path, text) in files)
            File.WriteAllText(path, text);
        return [.. files.Select(f => f.Path)];
    }
}

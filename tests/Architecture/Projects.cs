using System.Xml.Linq;

namespace Hub.Architecture.Tests;

/// <summary>The repository's projects and sources as they lie on disk.</summary>
internal static class Projects
{
    private static readonly string Root = FindRoot();

    public static IReadOnlyList<Project> All { get; } =
        [.. new[] { "src", "samples", "tests" }.SelectMany(f => Files(f, "*.csproj")).Select(Project.Read)];

    public static IReadOnlyDictionary<string, string> CentralVersions { get; } =
        XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(e => e.Attribute("Include")!.Value, e => e.Attribute("Version")!.Value);

    /// <summary>The widest that a line of C# may be, by .editorconfig.</summary>
    public static int WidestLine { get; } = int.Parse(
        File.ReadLines(Path.Combine(Root, ".editorconfig"))
            .SkipWhile(l => l != "[*.cs]").Skip(1)
            .TakeWhile(l => !l.StartsWith('['))
            .Single(l => l.StartsWith("max_line_length", StringComparison.Ordinal)).Split('=')[1]);

    public static IEnumerable<Project> Under(string folder) =>
        All.Where(p => p.Path.StartsWith(Path.Combine(Root, folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal));

    public static Project Named(string name) => All.Single(p => p.Name == name);

    /// <summary>The configuration that these tests were built in, and so all they read.</summary>
    public static string Configuration { get; } =
        AppContext.BaseDirectory.Split(Path.DirectorySeparatorChar).Contains("Release") ? "Release" : "Debug";

    /// <summary>The assembly that a project was built to, in the configuration of these tests.</summary>
    public static string Built(Project project) =>
        Path.Combine(Path.GetDirectoryName(project.Path)!, "bin", Configuration, "net10.0", $"{project.Name}.dll");

    /// <summary>The folder of a project in the repository, with a slash at its end.</summary>
    public static string FolderOf(Project project) =>
        Path.GetRelativePath(Root, Path.GetDirectoryName(project.Path)!).Replace('\\', '/') + "/";

    /// <summary>A project's own sources: those of a project in a folder below belong to that one.</summary>
    public static IEnumerable<(string Path, string Text)> SourcesOf(Project project)
    {
        var folder = FolderOf(project);
        var below = All.Select(FolderOf).Where(f => f != folder && f.StartsWith(folder, StringComparison.Ordinal)).ToList();
        return Sources(folder).Where(s => !below.Any(b => s.Path.StartsWith(b, StringComparison.Ordinal)));
    }

    public static IEnumerable<(string Path, string Text)> Sources(string folder) => Texts(folder, "*.cs");

    public static IEnumerable<(string Path, string Text)> Texts(string folder, string pattern) =>
        Files(folder, pattern).Select(f => (Path.GetRelativePath(Root, f).Replace('\\', '/'), File.ReadAllText(f)));

    /// <summary>A file's text, by its path in the repository.</summary>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Whether the repository has a file or folder at this path.</summary>
    public static bool Exists(string path) => Path.Exists(Path.Combine(Root, path));

    private static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Hub.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("Hub.sln is not above the tests.");
        return folder.FullName;
    }
}

internal sealed record Project(
    string Name,
    string Path,
    IReadOnlyList<string> ProjectReferences,
    IReadOnlyList<string> Packages,
    IReadOnlyList<string> PackagesWithVersion)
{
    public static Project Read(string path)
    {
        var xml = XDocument.Load(path);
        var packages = xml.Descendants("PackageReference").ToList();
        return new Project(
            System.IO.Path.GetFileNameWithoutExtension(path),
            path,
            [
                .. xml.Descendants("ProjectReference").Select(r =>
                    System.IO.Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))),
            ],
            [.. packages.Select(p => p.Attribute("Include")!.Value)],
            [.. packages.Where(p => p.Attribute("Version") is not null).Select(p => p.Attribute("Include")!.Value)]);
    }
}

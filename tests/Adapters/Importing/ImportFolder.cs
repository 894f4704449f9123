using Hub.Adapters.Tests.Stubs;
using Hub.Importing;
using Hub.Platform.Plan;
using Hub.Tests;

namespace Hub.Adapters.Tests.Importing;

/// <summary>A folder with what is imported and the plan it is imported into.</summary>
internal sealed class ImportFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Plan => _folder.File("plan");

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes a file beside the plan.</summary>
    /// <returns>Its path.</returns>
    public string Put(string path, string text) => Write(_folder.File(path), text);

    public string Read(string path) => File.ReadAllText(Path.Combine(Plan, path));

    /// <summary>Changes a file of the plan, as a person would; the text must be there.</summary>
    public void Edit(string path, string text, string by)
    {
        Read(path).ShouldContain(text);
        Write(Path.Combine(Plan, path), Read(path).Replace(text, by, StringComparison.Ordinal));
    }

    public Task<ImportReport> WsdlAsync(string location, Func<ImportTarget, ImportTarget>? target = null, Func<WsdlSource, WsdlSource>? source = null) =>
        SystemImport.WsdlAsync(Target(target), (source ?? (s => s))(new WsdlSource(location)));

    public Task<ImportReport> SqlAsync(string provider, string connection, Func<ImportTarget, ImportTarget>? target = null, Func<SqlSource, SqlSource>? source = null) =>
        SystemImport.SqlAsync(Target(target), (source ?? (s => s))(new SqlSource(provider, connection)));

    /// <summary>The adapters of the plan as it lies there.</summary>
    public Task<RunningAdapters> RunAsync(params IEnumerable<(string Name, string Value)> variables) => RunningAdapters.StartAsync(
        PlanFolder.Read(Plan, environment: null), new PlanReferences(variables.ToDictionary(v => v.Name, v => v.Value)));

    public IEnumerable<string> Files() => Directory.EnumerateFiles(Plan, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(Plan, f)).Where(f => !f.StartsWith(".import", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private ImportTarget Target(Func<ImportTarget, ImportTarget>? with) => (with ?? (t => t))(new ImportTarget("parts", Plan));

    private static string Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}

using System.Buffers;
using System.Text;
using System.Text.Unicode;
using Hub.ServiceKit.Problems;

namespace Hub.Platform.Plan;

/// <summary>
/// A plan's YAML files as trees, with their references as written: what can be known of a plan before anything outside of
/// it is read.
/// </summary>
/// <param name="Written">File → its tree, environments too.</param>
/// <param name="Laid">File → its tree with the environment laid over it; the environment itself is not among them.</param>
public sealed record PlanTrees(
    IReadOnlyDictionary<string, PlanNode> Written, IReadOnlyDictionary<string, PlanNode> Laid)
{
    private const string Unread = "a plan's files end in .yaml, so this one is not read; rename it";

    /// <summary>Reads them; a file that cannot be read is missing, and reported.</summary>
    public static PlanTrees Read(PlanBundle bundle, PlanErrors errors)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(errors);
        var yaml = new PlanYaml(errors);
        var written = new SortedDictionary<string, PlanNode>(StringComparer.Ordinal);
        foreach (var path in bundle.Files.Keys.Where(p => p.EndsWith(".yml", StringComparison.Ordinal) && !IsContract(p)))
            errors.Add(new PlanLocation(path, 1), Unread);
        foreach (var path in bundle.Files.Keys.Where(p => LooksLikeYaml(p) && !IsContract(p)))
            errors.AddUnlessStored(new PlanLocation(path, 1), Unread);
        foreach (var path in bundle.Files.Keys.Where(p => IsYaml(p) || IsSql(p)))
        {
            var known = errors.Count;
            if (LineNotUtf8(bundle.Files[path]) is { } line)
                errors.AddUnlessStored(
                    new PlanLocation(path, line), "not UTF-8: save the file as UTF-8, which most editors offer as its encoding");
            if (errors.Count == known && IsYaml(path) && yaml.Read(path, bundle.Text(path)!) is { } node)
                written.Add(path, node);
        }

        var laid = new SortedDictionary<string, PlanNode>(written, StringComparer.Ordinal);
        foreach (var environment in written.Where(f => f.Key.StartsWith("environments/", StringComparison.Ordinal)))
        {
            laid.Remove(environment.Key);
            LayEnvironment(environment.Value, laid, bundle, errors);
        }

        return new PlanTrees(written, laid);
    }

    private static int? LineNotUtf8(byte[] bytes)
    {
        if (Utf8.IsValid(bytes))
            return null;
        var valid = 0;
        while (Rune.DecodeFromUtf8(bytes.AsSpan(valid), out _, out var length) == OperationStatus.Done)
            valid += length;
        return bytes.AsSpan(0, valid).Count((byte)'\n') + 1;
    }

    private static void LayEnvironment(
        PlanNode environment, SortedDictionary<string, PlanNode> files, PlanBundle bundle, PlanErrors errors)
    {
        var sections = new PlanFields(environment, errors, PlanFileKinds.EnvironmentFields).Node;
        if (sections["hub"] is { } hub)
            Lay("hub.yaml", hub);
        foreach (var folder in new[] { "systems", "capabilities" })
        {
            foreach (var (name, node) in sections[folder]?.Fields ?? [])
                Lay($"{folder}/{name}.yaml", node);
        }

        void Lay(string file, PlanNode over)
        {
            if (files.TryGetValue(file, out var under))
                files[file] = PlanOverlay.Lay(over, under);
            else if (!bundle.Files.ContainsKey(file))
                errors.Add(over, $"there is no {file} to lay this over{Spelling.DidYouMean(file, files.Keys)}");
        }
    }

    private static bool IsYaml(string path) => path.EndsWith(".yaml", StringComparison.Ordinal) && !IsContract(path);

    private static bool LooksLikeYaml(string path) =>
        path[(path.LastIndexOf('.') + 1)..] is var end && end is not ("yaml" or "yml")
        && (end.Equals("yaml", StringComparison.OrdinalIgnoreCase) || end.Equals("yml", StringComparison.OrdinalIgnoreCase));

    private static bool IsSql(string path) => path.StartsWith("sql/", StringComparison.Ordinal)
        || (path.EndsWith(".sql", StringComparison.Ordinal) && !IsContract(path));

    private static bool IsContract(string path) => path.StartsWith("contracts/", StringComparison.Ordinal);
}

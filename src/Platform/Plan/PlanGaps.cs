using System.Collections.Frozen;

namespace Hub.Platform.Plan;

/// <summary>
/// What of a plan could not be read. Its faults are reported where they stand; nobody is told besides that what may stand there
/// is missing, as one slip would be followed by a fault for everything that refers to the file.
/// </summary>
public sealed class PlanGaps
{
    private readonly FrozenSet<string> _faulty;
    private readonly FrozenSet<string> _unreadFolders;
    private readonly FrozenSet<(string Folder, string Name)> _names;

    private PlanGaps(
        IEnumerable<string> faulty, IEnumerable<string> unreadFolders, IEnumerable<(string Folder, string Name)> names) =>
        (_faulty, _unreadFolders, _names) =
            (faulty.ToFrozenSet(StringComparer.Ordinal), unreadFolders.ToFrozenSet(StringComparer.Ordinal), names.ToFrozenSet());

    /// <summary>The gaps of a plan of which everything was read.</summary>
    public static PlanGaps None { get; } = new([], [], []);

    /// <summary>Returns whether a file was read with faults, or not at all.</summary>
    public bool Include(string file) => _faulty.Contains(file);

    /// <summary>Returns whether a capability, or a route of one, may stand in what could not be read.</summary>
    public bool MayHoldCapability(string name) => MayHold(PlanPaths.Capabilities, name)
        || (name.IndexOf('.') is > 0 and var dot && MayHold(PlanPaths.Capabilities, name[..(dot + 1)]));

    /// <summary>Returns whether a system may stand in what could not be read.</summary>
    public bool MayHoldSystem(string name) => MayHold(PlanPaths.Systems, name);

    /// <summary>Finds the gaps once all files are read.</summary>
    /// <param name="bundle">All files.</param>
    /// <param name="files">Those that were read as fields.</param>
    /// <param name="errors">The faults of reading them.</param>
    internal static PlanGaps Find(PlanBundle bundle, IReadOnlyDictionary<string, PlanNode> files, PlanErrors errors)
    {
        if (errors.Count == 0)
            return None;
        var faulty = errors.Select(e => e.At.File).ToHashSet(StringComparer.Ordinal);
        var unread = faulty.Where(f => bundle.Files.ContainsKey(f) && !files.ContainsKey(f)).Select(FolderOf);
        return new(faulty, unread, files.Where(f => faulty.Contains(f.Key)).SelectMany(f => NamesIn(f.Key, f.Value)));
    }

    private static IEnumerable<(string Folder, string Name)> NamesIn(string file, PlanNode node)
    {
        var folder = FolderOf(file);
        var hasRoutes = node["routes"]?.Kind == PlanNodeKind.Map;
        var own = new[] { Path.GetFileNameWithoutExtension(file), (node["capability"] ?? node["system"])?.Text }.OfType<string>();
        foreach (var name in own)
        {
            yield return (folder, name);
            // Its routes are not known, but what they begin with is.
            if (!hasRoutes)
                yield return (folder, name + ".");
        }

        foreach (var (route, _) in node["routes"]?.Fields ?? [])
            yield return (folder, route);
    }

    private static string FolderOf(string file) => file[..(file.LastIndexOf('/') + 1)];

    private bool MayHold(string folder, string name) => _unreadFolders.Contains(folder) || _names.Contains((folder, name));
}

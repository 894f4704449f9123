using Hub.ServiceKit.Storage;

namespace Hub.Platform.Nodes;

/// <summary>
/// The processes that had the data folder before this one. One process has it at a time, so they have ended; their ids stay in
/// the folder until what they left in a shared store is told so. A copy of the folder tells nothing of those who have the
/// original.
/// </summary>
public sealed class FormerNodes(DataFolder data, Stores stores, ThisNode node)
{
    private readonly string _file = data.File("nodes");
    private readonly string _place = $" {Environment.MachineName}:{Path.GetFullPath(data.Path)}";

    /// <summary>Notes this process, and returns the ids of those before it; none without a shared store.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public IReadOnlyList<string> Enter()
    {
        if (!stores.AreShared || ReferenceEquals(node, ThisNode.Alone))
            return [];
        var known = File.Exists(_file) ? File.ReadAllLines(_file) : [];
        if (!known.Contains(node.Id + _place, StringComparer.Ordinal))
            File.AppendAllLines(_file, [node.Id + _place]);
        return
        [
            .. known.Where(line => line.EndsWith(_place, StringComparison.Ordinal)).Select(line => line[..^_place.Length])
                .Where(id => id.Length > 0 && id != node.Id),
        ];
    }

    /// <summary>Forgets those before this process.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Forget() => File.WriteAllLines(_file, [node.Id + _place]);
}

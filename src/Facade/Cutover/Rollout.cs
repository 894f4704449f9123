using Hub.Platform.Nodes;

namespace Hub.Facade.Cutover;

/// <summary>How far a revision has come: who serves it, and what earlier ones decided and has not ended.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Nodes">Every live node that answers requests.</param>
internal sealed record Rollout(long Revision, IReadOnlyList<NodeRollout> Nodes)
{
    /// <summary>Whether every live node serves it.</summary>
    public bool Served => Nodes.All(n => n.Serves);

    /// <summary>Whether besides nothing is in flight that an earlier revision decided.</summary>
    public bool Drained => Served && Nodes.All(n => n.Draining == 0);

    /// <param name="revision">The revision.</param>
    /// <param name="routes">The routes whose requests count; null for all of them.</param>
    /// <param name="nodes">What the store knows of the nodes.</param>
    public static Rollout Of(long revision, IReadOnlyCollection<string>? routes, IEnumerable<Node> nodes) => new(
        revision,
        [.. nodes.Where(n => n.Live && n.Roles.Contains("facade", StringComparison.Ordinal)).Select(n => new NodeRollout(
            n.Name,
            n.Revision >= revision,
            n.Draining.Where(d => routes?.Contains(d.Key, StringComparer.Ordinal) != false).Sum(d => d.Value)))]);
}

/// <summary>How far a revision has come on one node.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Serves">Whether it serves the revision, or a later one.</param>
/// <param name="Draining">Requests in flight that an earlier revision decided.</param>
internal sealed record NodeRollout(string Node, bool Serves, int Draining);

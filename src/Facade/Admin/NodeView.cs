using Hub.Platform.Nodes;

namespace Hub.Facade.Admin;

/// <summary>A process of this hub as the API tells it; the members are those of <see cref="Node"/>.</summary>
internal sealed record NodeView(
    string Id,
    string Name,
    string Address,
    IReadOnlyList<string> Roles,
    string Version,
    DateTimeOffset StartedAt,
    bool Live,
    long Revision,
    IReadOnlyDictionary<string, int> Draining,
    string? Problem)
{
    public static NodeView Of(Node node) => new(
        node.Id, node.Name, node.Address, node.Roles.Split(',', StringSplitOptions.RemoveEmptyEntries), node.Version,
        node.StartedAt, node.Live, node.Revision, node.Draining, node.Problem);
}

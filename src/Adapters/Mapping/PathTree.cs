using System.Collections.Immutable;
using System.Text.Json;

namespace Hub.Adapters.Mapping;

/// <summary>Places below a place, by their properties.</summary>
/// <param name="Property">The property; empty for the root.</param>
/// <param name="IsEnd">Whether it is one of the places itself; what lies below it does not matter then.</param>
/// <param name="Children">Those on the way to others.</param>
internal sealed record PathTree(string Property, bool IsEnd, ImmutableArray<PathTree> Children)
{
    public static PathTree Of(IEnumerable<ImmutableArray<string>> paths) => Of("", [.. paths], 0);

    /// <summary>What there is below a property, or null.</summary>
    public PathTree? Find(JsonProperty property)
    {
        foreach (var child in Children)
            if (property.NameEquals(child.Property))
                return child;
        return null;
    }

    private static PathTree Of(string property, List<ImmutableArray<string>> paths, int depth) => new(
        property,
        paths.Exists(p => p.Length == depth),
        [
            .. paths.Where(p => p.Length > depth)
                .GroupBy(p => p[depth], StringComparer.Ordinal)
                .Select(g => Of(g.Key, [.. g], depth + 1)),
        ]);
}

using System.Collections.Immutable;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>
/// Finds what an operation requires and no binding sets: better said when the plan is checked than at every call.
/// </summary>
internal static class RequiredInput
{
    public static IEnumerable<string> Missing(TypeShape type, MappingTable table) => Missing(type, table, []);

    private static IEnumerable<string> Missing(TypeShape type, MappingTable table, ImmutableArray<string> at)
    {
        if (type.Content.Ordered)
            yield break;
        foreach (var attribute in type.Attributes.Where(a =>
            a.Required && !IsSet(table, [.. at, a.Property]) && !IsTaken(table, [.. at, a.Property])))
            yield return string.Join('/', [.. at, attribute.Property]);
        foreach (var element in Fixed(type.Content.Root))
        {
            ImmutableArray<string> here = [.. at, element.Property];
            if (!IsSet(table, here))
            {
                if (element.Min > 0 && !IsTaken(table, here))
                    yield return string.Join('/', here);
                continue;
            }

            var list = table.Bindings.OfType<ListBinding>().FirstOrDefault(b => b.Legacy.SequenceEqual(here));
            var inner = list is not null
                ? Missing(element.Element.Type, list.Items, []).Select(m => $"{string.Join('/', here)}/{m}")
                : element.Element.Type.IsValue ? [] : Missing(element.Element.Type, table, here);
            foreach (var missing in inner)
                yield return missing;
        }
    }

    // What stands in a choice is up to the caller.
    private static IEnumerable<ElementParticle> Fixed(Particle particle) => particle switch
    {
        ElementParticle element => [element],
        GroupParticle { Choice: false, Min: > 0 } group => group.Items.SelectMany(Fixed),
        _ => [],
    };

    // As it is in the request: whether it is there is up to the caller.
    private static bool IsTaken(MappingTable table, ImmutableArray<string> path) =>
        table.Bindings.OfType<SameBinding>().Any(s => s.Covers(path));

    private static bool IsSet(MappingTable table, ImmutableArray<string> path) =>
        table.Bindings.Any(b => b.When.Any(c => c is { OfRequest: false, Values.Length: 1 } && c.Path.SequenceEqual(path)))
        || table.Bindings.Any(b => b is not JoinBinding
            && b.Legacy.Length >= path.Length
            && b.Legacy.AsSpan(0, path.Length).SequenceEqual(path.AsSpan()));
}

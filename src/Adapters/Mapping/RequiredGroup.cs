using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Mapping;

/// <summary>
/// An element that a system requires and that groups several fields of the contract, which has no name for the group itself.
/// </summary>
/// <param name="Legacy">Its place in the legacy document; within lists without the entries' numbers.</param>
/// <param name="Needs">The places in it that the system requires.</param>
/// <param name="MayBeEmpty">Whether the system takes it with nothing in it.</param>
internal sealed record RequiredGroup(
    ImmutableArray<string> Legacy, ImmutableArray<ImmutableArray<string>> Needs, bool MayBeEmpty)
{
    /// <summary>The groups of a request, those around others first.</summary>
    public static ImmutableArray<RequiredGroup> Of(TypeShape type, MappingTable table) => [.. Find(type, table, [], [])];

    /// <summary>
    /// A list that stands alone between a required element and optional entries must be given: without it the element is
    /// missing, and an empty list is not for the hub to make up.
    /// </summary>
    public static MappingTable RequireLists(TypeShape type, MappingTable table) => new(
        [.. table.Bindings.Select(b => b is ListBinding list ? RequireLists(type, list) : b)]);

    /// <summary>Puts the group into a document where what is around it is there.</summary>
    public void Complete(JsonNode? document) => Complete(document, 0);

    /// <summary>The places that are missing where the group is.</summary>
    /// <param name="missing">The place of a group in a document.</param>
    /// <returns>Null where it is not this group's.</returns>
    public IEnumerable<ImmutableArray<DocumentStep>>? NeedsAt(ImmutableArray<DocumentStep> missing) =>
        Needs.IsEmpty || !missing.Select(s => s.Property).SequenceEqual(Legacy, StringComparer.Ordinal)
            ? null
            : Needs.Select(need => missing.AddRange(DocumentTree.Steps(need[Legacy.Length..])));

    private static ListBinding RequireLists(TypeShape type, ListBinding list)
    {
        if (LegacyPlace.Follow(type, list.Legacy) is not { } place)
            return list;
        var wrapped = list.Legacy.Length > 1
            && list.When.IsEmpty
            && LegacyPlace.Follow(type, list.Legacy[..^1]) is { Always: true, Type.Content.Ordered: false };
        return list with { Items = RequireLists(place.Type, list.Items), Required = list.Required || wrapped };
    }

    /// <param name="type">The type of what is looked at.</param>
    /// <param name="table">What is written into it.</param>
    /// <param name="inner">Its place as the table names it.</param>
    /// <param name="outer">The place of the document that the table writes.</param>
    private static IEnumerable<RequiredGroup> Find(
        TypeShape type, MappingTable table, ImmutableArray<string> inner, ImmutableArray<string> outer)
    {
        foreach (var element in LegacyPlace.Fixed(type.Content.Root))
        {
            var (here, of) = (inner.Add(element.Property), element.Element.Type);
            if (table.Bindings.OfType<ListBinding>().FirstOrDefault(l => l.Legacy.SequenceEqual(here)) is { } list)
            {
                foreach (var group in Find(of, list.Items, [], [.. outer, .. here]))
                    yield return group;
            }
            else if (IsGroup(of) && IsWritten(table, here))
            {
                if (element.Min > 0 && !element.Element.Nillable)
                    yield return new RequiredGroup(
                        [.. outer, .. here],
                        [.. NeedsOf(of, table, here).Select(need => ImmutableArray.CreateRange([.. outer, .. need]))],
                        CanBeEmpty(of));
                foreach (var group in Find(of, table, here, outer))
                    yield return group;
            }
        }
    }

    private static IEnumerable<ImmutableArray<string>> NeedsOf(TypeShape type, MappingTable table, ImmutableArray<string> at)
    {
        foreach (var attribute in type.Attributes.Where(a => a.Required && IsWritten(table, at.Add(a.Property))))
            yield return at.Add(attribute.Property);
        foreach (var element in LegacyPlace.Fixed(type.Content.Root).Where(e => e.Min > 0))
        {
            var here = at.Add(element.Property);
            if (IsGroup(element.Element.Type))
                foreach (var need in NeedsOf(element.Element.Type, table, here))
                    yield return need;
            else if (IsWritten(table, here) && element.Element.Default is null)
                yield return here;
        }
    }

    private static bool CanBeEmpty(TypeShape type) =>
        !type.Attributes.Any(a => a.Required)
        && (type.Content.Root.MayBeEmpty
            || type.Content.Root is { Choice: false, Items: var items } && items.All(i => i.Min == 0
                || i is GroupParticle { MayBeEmpty: true }
                || i is ElementParticle { Element.Type: var inner } && IsGroup(inner) && CanBeEmpty(inner)));

    private static bool IsGroup(TypeShape type) =>
        type.Value is null && !type.Abstract && !type.Content.Ordered && !type.IsAnything && type.Derived.Count == 0;

    private static bool IsWritten(MappingTable table, ImmutableArray<string> place) => table.Bindings.Any(b =>
        b is not SameBinding and not JoinBinding and not ConstantBinding
        && b.Legacy.Length >= place.Length
        && b.Legacy.AsSpan(0, place.Length).SequenceEqual(place.AsSpan()));

    private void Complete(JsonNode? node, int depth)
    {
        if (node is JsonArray entries)
        {
            foreach (var entry in entries)
                Complete(entry, depth);
            return;
        }

        if (node is not JsonObject fields)
            return;
        if (depth < Legacy.Length - 1)
            Complete(fields[Legacy[depth]], depth + 1);
        else if (!fields.ContainsKey(Legacy[depth]))
            fields[Legacy[depth]] = new JsonObject();
    }
}

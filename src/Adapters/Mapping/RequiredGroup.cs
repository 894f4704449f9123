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
    // A type that requires itself ends nowhere.
    private const int MostNested = 32;

    /// <summary>Of a group that needs one of several elements: these, as its fault names them.</summary>
    public ImmutableArray<string> Choice { get; init; } = [];

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

    /// <summary>The faults of a document in which a group is missing: one for each place that it needs.</summary>
    /// <param name="missing">The place of a group in a document.</param>
    /// <returns>Null where it is not this group's.</returns>
    public IEnumerable<DocumentError>? FaultsAt(ImmutableArray<DocumentStep> missing)
    {
        if ((Needs.IsEmpty && Choice.IsEmpty) || !missing.Select(s => s.Property).SequenceEqual(Legacy, StringComparer.Ordinal))
            return null;
        var needs = Needs.Select(need => DocumentError.Missing(
            missing.AddRange(DocumentTree.Steps(need[Legacy.Length..]))));
        return Choice.IsEmpty ? needs : [.. needs, DocumentError.NeedsOneOf(missing, Choice)];
    }

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
                if (element.Min > 0)
                    yield return new RequiredGroup(
                        [.. outer, .. here],
                        [.. NeedsOf(of, table, here).Select(need => ImmutableArray.CreateRange([.. outer, .. need]))],
                        CanBeEmpty(of))
                    {
                        Choice = ChoiceOf(of.Content.Root),
                    };
                foreach (var group in Find(of, table, here, outer))
                    yield return group;
            }
        }
    }

    private static IEnumerable<ImmutableArray<string>> NeedsOf(TypeShape type, MappingTable table, ImmutableArray<string> at)
    {
        if (type.Abstract && IsWritten(table, at.Add(type.TypeProperty)))
            yield return at.Add(type.TypeProperty);
        foreach (var attribute in type.Attributes.Where(a => a.Required && IsWritten(table, at.Add(a.Property))))
            yield return at.Add(attribute.Property);
        foreach (var element in LegacyPlace.Fixed(type.Content.Root).Where(e => e.Min > 0))
        {
            var here = at.Add(element.Property);
            if (!IsWritten(table, here))
                continue;
            if (IsGroup(element.Element.Type))
                foreach (var need in NeedsOf(element.Element.Type, table, here))
                    yield return need;
            else if (element.Element.Default is null)
                yield return here;
        }
    }

    /// <summary>
    /// Returns the properties of which a content model needs one: of several choices the first, which is the one that a group
    /// with nothing in it is refused for.
    /// </summary>
    public static ImmutableArray<string> ChoiceOf(GroupParticle group)
    {
        if (group is { Choice: true, MayBeEmpty: false })
            return [.. group.Elements.Select(e => e.Property).Distinct(StringComparer.Ordinal)];
        var within = group.Choice || group.Min == 0 ? [] : group.Items.OfType<GroupParticle>().Select(ChoiceOf);
        return within.FirstOrDefault(c => !c.IsEmpty, []);
    }

    // One that others are derived from is sent empty by nobody: which of them it is, is the caller's to say.
    private static bool CanBeEmpty(TypeShape type, int depth = 0) =>
        depth < MostNested
        && type.Derived.Count == 0
        && !type.Abstract
        && !type.Attributes.Any(a => a.Required)
        && (type.Content.Root.MayBeEmpty
            || type.Content.Root is { Choice: false, Items: var items } && items.All(i => i.Min == 0
                || i is GroupParticle { MayBeEmpty: true }
                || i is ElementParticle { Element.Type: var inner } && IsGroup(inner) && CanBeEmpty(inner, depth + 1)));

    private static bool IsGroup(TypeShape type) =>
        type.Value is null && !type.Content.Ordered && !type.IsAnything;

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

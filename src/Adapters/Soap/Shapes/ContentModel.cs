using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Xml;

namespace Hub.Soap.Shapes;

/// <summary>A part of a content model.</summary>
internal abstract record Particle(int Min, int Max);

/// <summary>An element at its place.</summary>
internal sealed record ElementParticle(ElementShape Element, string Property, int Min, int Max) : Particle(Min, Max);

/// <summary>Elements that the type leaves open, in JSON <c>$any</c>.</summary>
internal sealed record AnyParticle(Wildcard Wildcard, int Min, int Max) : Particle(Min, Max);

/// <summary>A sequence (or <c>xs:all</c>, written in the order declared), or a choice.</summary>
internal sealed record GroupParticle(bool Choice, ImmutableArray<Particle> Items, int Min, int Max) : Particle(Min, Max)
{
    /// <summary>The properties of all elements in the group.</summary>
    public ImmutableArray<ElementParticle> Elements { get; } =
    [
        .. Items.SelectMany(i => i switch
        {
            GroupParticle group => group.Elements,
            ElementParticle element => [element],
            _ => [],
        }),
    ];

    /// <summary>What elements the group leaves open.</summary>
    public ImmutableArray<Wildcard> Wildcards { get; } =
    [
        .. Items.SelectMany(i => i switch
        {
            GroupParticle group => group.Wildcards,
            AnyParticle any => [any.Wildcard],
            _ => [],
        }),
    ];

    /// <summary>Whether the group may be left out altogether.</summary>
    public bool MayBeEmpty => Min == 0 || (Choice ? Items.Any(IsOptional) || Items.IsEmpty : Items.All(IsOptional));

    private static bool IsOptional(Particle item) => item.Min == 0 || item is GroupParticle { MayBeEmpty: true };
}

/// <summary>One property for the elements of one name.</summary>
/// <param name="Property">The JSON property.</param>
/// <param name="Element">The element.</param>
/// <param name="Repeats">Whether it is an array.</param>
/// <param name="Always">
/// Whether an array stands in the JSON also when it has no entry: everywhere but in a branch of a choice.
/// </param>
internal sealed record Slot(string Property, ElementShape Element, bool Repeats, bool Always)
{
    /// <summary>The property as it is written.</summary>
    public JsonEncodedText Name { get; } = JsonBuffer.NameOf(Property);
}

/// <summary>What elements a type has, and how their JSON looks.</summary>
internal sealed class ContentModel
{
    /// <summary>The property with elements that the type leaves open.</summary>
    public const string AnyProperty = "$any";

    /// <summary>The property with elements and text whose order matters.</summary>
    public const string OrderedProperty = "$content";

    private static readonly JsonEncodedText AnyName = JsonBuffer.NameOf(AnyProperty);
    private readonly FrozenDictionary<string, ImmutableArray<int>> _byLocalName;

    public ContentModel(GroupParticle root, bool mixed)
    {
        Root = root;
        Mixed = mixed;
        Ordered = mixed || HasRepeatingGroup(root) || Positions(root).Values.Any(n => n > 1);
        var always = OutsideChoices(root).Select(e => e.Property).ToHashSet(StringComparer.Ordinal);
        Slots = [.. root.Elements.GroupBy(e => e.Element.Name).Select(g =>
            new Slot(g.First().Property, g.First().Element, g.Any(e => e.Max > 1), always.Contains(g.First().Property)))];
        _byLocalName = Slots.Index().GroupBy(s => s.Item.Element.Name.Name, s => s.Index, StringComparer.Ordinal)
            .ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);
        ByProperty = Slots.ToFrozenDictionary(s => s.Property, StringComparer.Ordinal);
        Open = !root.Wildcards.IsEmpty;
        Needs = new ContentNeeds(root, Slots);
    }

    public static ContentModel Empty { get; } = new(new GroupParticle(Choice: false, [], 1, 1), mixed: false);

    public GroupParticle Root { get; }

    public bool Mixed { get; }

    /// <summary>
    /// Whether order carries meaning, so that the JSON form is <c>$content</c>: mixed content, repeated groups.
    /// </summary>
    public bool Ordered { get; }

    /// <summary>Whether there are elements that the type leaves open.</summary>
    public bool Open { get; }

    public ImmutableArray<Slot> Slots { get; }

    /// <summary>Which of its elements are required.</summary>
    public ContentNeeds Needs { get; }

    public FrozenDictionary<string, Slot> ByProperty { get; }

    /// <summary>
    /// The slot of an element, or -1. Systems in the field forget namespaces (elementFormDefault), so a local name
    /// will do where it is the only one, and nothing is left open that would admit the other.
    /// </summary>
    public int IndexOf(string localName, string space)
    {
        if (!_byLocalName.TryGetValue(localName, out var indexes))
            return -1;
        foreach (var index in indexes)
            if (Slots[index].Element.Name.Namespace == space)
                return index;
        return indexes is [var only] && (!Open || space.Length == 0 || Slots[only].Element.Name.Namespace.Length == 0)
            ? only
            : -1;
    }

    /// <summary>The property of a slot; of what is left open, which comes behind all of them.</summary>
    public JsonEncodedText NameOf(int slot) => slot < Slots.Length ? Slots[slot].Name : AnyName;

    /// <summary>Whether a slot's property is an array.</summary>
    public bool IsArray(int slot) => slot == Slots.Length || Slots[slot].Repeats;

    /// <summary>Whether the type leaves open an element of that namespace.</summary>
    public bool Admits(string space)
    {
        foreach (var wildcard in Root.Wildcards)
            if (wildcard.Admits(space))
                return true;
        return false;
    }

    private static bool HasRepeatingGroup(GroupParticle group) =>
        group is { Max: > 1, Items.Length: > 0 } || group.Items.OfType<GroupParticle>().Any(HasRepeatingGroup);

    // In how many places an element may stand in one instance: branches of a choice exclude each other.
    private static Dictionary<XmlQualifiedName, int> Positions(Particle particle)
    {
        if (particle is ElementParticle element)
            return new() { [element.Element.Name] = 1 };
        if (particle is not GroupParticle group)
            return [];
        return group.Items.SelectMany(Positions).GroupBy(p => p.Key)
            .ToDictionary(g => g.Key, g => group.Choice ? g.Max(p => p.Value) : g.Sum(p => p.Value));
    }

    private static IEnumerable<ElementParticle> OutsideChoices(Particle particle) => particle switch
    {
        ElementParticle element => [element],
        GroupParticle { Choice: false } group => group.Items.SelectMany(OutsideChoices),
        _ => [],
    };
}

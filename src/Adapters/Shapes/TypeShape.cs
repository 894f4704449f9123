using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml;

namespace Hub.Adapters.Shapes;

/// <summary>An element as a message or a content model uses it.</summary>
internal sealed record ElementShape(XmlQualifiedName Name, bool Nillable, TypeShape Type);

/// <summary>An attribute, a JSON property <c>@name</c>.</summary>
internal sealed record AttributeShape(XmlQualifiedName Name, string Property, bool Required, SimpleValue Value);

/// <summary>One property of a type's JSON form, as mappings name it in paths.</summary>
/// <param name="Property">The JSON property.</param>
/// <param name="Type">Its type; for an attribute or a text, one with a value only.</param>
/// <param name="Repeats">Whether it is an array.</param>
internal sealed record MemberShape(string Property, TypeShape Type, bool Repeats);

/// <summary>
/// A schema type, compiled once: calls never touch the schema's own objects. Types refer to each other and to
/// themselves, so one is first made by name and then filled; after the contract is read nothing changes any more.
/// </summary>
internal sealed class TypeShape(XmlQualifiedName name)
{
    public XmlQualifiedName Name { get; } = name;

    /// <summary>The text content; null for types with elements or with nothing.</summary>
    public SimpleValue? Value { get; private set; }

    public ImmutableArray<AttributeShape> Attributes { get; private set; } = [];

    public ContentModel Content { get; private set; } = ContentModel.Empty;

    public bool Abstract { get; private set; }

    /// <summary>Types that may stand in for this one, by their JSON <c>@type</c>.</summary>
    public FrozenDictionary<string, TypeShape> Derived { get; private set; } = FrozenDictionary<string, TypeShape>.Empty;

    /// <summary>Whether the JSON form is a bare value and no object.</summary>
    public bool IsValue => Value is not null && Attributes.IsEmpty;

    public void Complete(SimpleValue? value, ImmutableArray<AttributeShape> attributes, ContentModel content, bool isAbstract) =>
        (Value, Attributes, Content, Abstract) = (value, attributes, content, isAbstract);

    public void CompleteDerived(FrozenDictionary<string, TypeShape> derived) => Derived = derived;

    /// <summary>All properties of the JSON form, also those of types that may stand in for this one.</summary>
    public IEnumerable<MemberShape> Members() => OwnMembers().Concat(Derived.Values.SelectMany(d => d.OwnMembers()));

    private IEnumerable<MemberShape> OwnMembers()
    {
        foreach (var attribute in Attributes)
            yield return Member(attribute.Property, Of(attribute.Value));
        if (Value is not null && !IsValue)
            yield return Member("$value", Of(Value));
        if (!Content.Ordered)
            foreach (var slot in Content.Slots)
                yield return slot.Repeats ? new MemberShape(slot.Property, slot.Element.Type, Repeats: true) : Member(slot.Property, slot.Element.Type);
    }

    // A list in one text is an array as well.
    private static MemberShape Member(string property, TypeShape type) =>
        type is { IsValue: true, Value.Item: { } item } ? new(property, Of(item), Repeats: true) : new(property, type, Repeats: false);

    private static TypeShape Of(SimpleValue value)
    {
        var type = new TypeShape(new XmlQualifiedName(value.Name));
        type.Complete(value, [], ContentModel.Empty, isAbstract: false);
        return type;
    }
}

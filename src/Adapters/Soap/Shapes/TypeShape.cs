using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml;

namespace Hub.Soap.Shapes;

/// <summary>An element as a message or a content model uses it.</summary>
internal sealed record ElementShape(XmlQualifiedName Name, bool Nillable, TypeShape Type)
{
    /// <summary>The value that an element without content has, and one that is required gets when none is given.</summary>
    public string? Default { get; init; }

    /// <summary>Whether that is the only value there is.</summary>
    public bool Fixed { get; init; }

    /// <summary>What the schema says of it, for people.</summary>
    public string? Documentation { get; init; }
}

/// <summary>An attribute, a JSON property <c>@name</c>.</summary>
internal sealed record AttributeShape(XmlQualifiedName Name, string Property, bool Required, SimpleValue Value)
{
    /// <summary>The only value there is; null when there are more.</summary>
    public string? Fixed { get; init; }
}

/// <summary>An array of SOAP's encoding: what it says of its entries.</summary>
/// <param name="Item">The type of an entry, or of what the innermost arrays hold.</param>
/// <param name="Inner">The brackets of arrays within: <c>[]</c> for an array of arrays.</param>
internal sealed record EncodedArray(XmlQualifiedName Item, string Inner);

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

    /// <summary>Whether any of its attributes is required.</summary>
    public bool RequiresAttributes { get; private set; }

    public ContentModel Content { get; private set; } = ContentModel.Empty;

    public bool Abstract { get; private set; }

    /// <summary>Attributes that the type leaves open, in JSON <c>@{namespace}name</c>.</summary>
    public Wildcard? OpenAttributes { get; private set; }

    /// <summary>What may stand where it leaves its content open; null for types that do not.</summary>
    public KnownShapes? Anything { get; private set; }

    /// <summary>Whether it is <c>xs:anyType</c>.</summary>
    public bool IsAnything => Anything is not null && !Content.Open;

    /// <summary>Set when it is an array of SOAP's encoding.</summary>
    public EncodedArray? Array { get; private set; }

    /// <summary>An operation's headers, when this is its message: the JSON property <c>$headers</c>.</summary>
    public TypeShape? Headers { get; private set; }

    /// <summary>Why nothing can be read or written by it, or null.</summary>
    public string? Unusable { get; private set; }

    /// <summary>What the schema says of it, for people.</summary>
    public string? Documentation { get; private set; }

    /// <summary>The property that names a derived type: <c>@type</c>, unless an attribute has that name.</summary>
    public string TypeProperty { get; private set; } = "@type";

    /// <summary>Types that may stand in for this one, by their JSON <c>@type</c>.</summary>
    public FrozenDictionary<string, TypeShape> Derived { get; private set; } = FrozenDictionary<string, TypeShape>.Empty;

    /// <summary>The types that this one is derived from, its own base first; without those of XML Schema itself.</summary>
    public ImmutableArray<XmlQualifiedName> Bases { get; private set; } = [];

    /// <summary>Whether the JSON form is a bare value and no object.</summary>
    public bool IsValue => Value is not null && Attributes.IsEmpty && OpenAttributes is null && Headers is null;

    /// <summary>Whether its text or an attribute may be a qualified name.</summary>
    public bool HasNames { get; private set; }

    public void Complete(SimpleValue? value, ImmutableArray<AttributeShape> attributes, ContentModel content, bool isAbstract) =>
        (Value, Attributes, Content, Abstract, RequiresAttributes, HasNames) =
            (value, attributes, content, isAbstract, attributes.Any(a => a.Required),
            value?.HasNames == true || attributes.Any(a => a.Value.HasNames));

    public void CompleteDerived(FrozenDictionary<string, TypeShape> derived) => Derived = derived;

    public void DerivesFrom(ImmutableArray<XmlQualifiedName> bases) => Bases = bases;

    /// <summary>
    /// Whether a local name is that of the type itself or of a type it is derived from: a record that calls itself so holds
    /// nothing beyond this type.
    /// </summary>
    public bool IsOrDerivesFrom(string localName) => Name.Name == localName || Bases.Any(b => b.Name == localName);

    public void Open(KnownShapes anything) => Anything = anything;

    public void Open(Wildcard? attributes) => OpenAttributes = attributes;

    public void IsArrayOf(EncodedArray array) => Array = array;

    public void IsUnusable(string reason) => Unusable = reason;

    public void Document(string? documentation) => Documentation = documentation;

    /// <summary>To be said when all types are complete.</summary>
    public void NameTypeProperty()
    {
        if (Attributes.Concat(Derived.Values.SelectMany(d => d.Attributes)).Any(a => a.Property == "@type"))
            TypeProperty = "@xsi:type";
    }

    /// <summary>The same type as a whole message, with headers.</summary>
    public TypeShape With(TypeShape headers)
    {
        var message = new TypeShape(Name) { Headers = headers };
        message.Complete(Value, Attributes, Content, Abstract);
        (message.Derived, message.OpenAttributes, message.Anything, message.TypeProperty) =
            (Derived, OpenAttributes, Anything, TypeProperty);
        (message.Array, message.Unusable, message.Documentation, message.Bases) = (Array, Unusable, Documentation, Bases);
        return message;
    }

    /// <summary>All properties of the JSON form, also those of types that may stand in for this one.</summary>
    public IEnumerable<MemberShape> Members() => OwnMembers().Concat(Derived.Values.SelectMany(d => d.OwnMembers()));

    private IEnumerable<MemberShape> OwnMembers()
    {
        if (Headers is not null)
            yield return new MemberShape("$headers", Headers, Repeats: false);
        foreach (var attribute in Attributes)
            yield return Member(attribute.Property, Of(attribute.Value));
        if (Value is not null && !IsValue)
            yield return Member("$value", Of(Value));
        if (!Content.Ordered)
            foreach (var slot in Content.Slots)
                yield return slot.Repeats
                    ? new MemberShape(slot.Property, slot.Element.Type, Repeats: true)
                    : Member(slot.Property, slot.Element.Type);
    }

    // A list in one text is an array as well.
    private static MemberShape Member(string property, TypeShape type) =>
        type is { IsValue: true, Value.Item: { } item }
            ? new(property, Of(item), Repeats: true)
            : new(property, type, Repeats: false);

    private static TypeShape Of(SimpleValue value)
    {
        var type = new TypeShape(new XmlQualifiedName(value.Name));
        type.Complete(value, [], ContentModel.Empty, isAbstract: false);
        return type;
    }
}

using System.Collections.Immutable;
using System.Xml;
using Hub.Soap.Shapes;

namespace Hub.Soap.Contracts;

/// <summary>One direction of an operation: what its body holds, and what its header may.</summary>
/// <param name="Element">
/// The element in the body: the one declared, or in rpc the one that is named after the operation and has its parts.
/// Null where the parts stand in the body itself, or there is nothing in it.
/// </param>
/// <param name="Type">What the JSON holds; headers are its property <c>$headers</c>.</param>
internal sealed record SoapMessage(ElementShape? Element, TypeShape Type)
{
    /// <summary>The property of headers: no element and no attribute can have that name.</summary>
    public const string HeadersProperty = "$headers";

    public static SoapMessage Empty { get; } = new(null, new TypeShape(XmlQualifiedName.Empty));

    /// <summary>Whether it is rpc: the name of an answer's element means nothing.</summary>
    public bool Rpc { get; init; }

    /// <summary>The encoding it is written in (<c>use="encoded"</c>), or null when the schema says it all.</summary>
    public string? Encoding { get; init; }

    /// <summary>The blocks that the binding puts into the header.</summary>
    public ImmutableArray<ElementParticle> Headers { get; init; } = [];

    // The same without any of them.
    private SoapMessage? Bare { get; init; }

    /// <summary>A message of one element, as document/literal mostly is.</summary>
    public static SoapMessage Of(ElementShape element) => new(element, element.Type);

    public SoapMessage With(ImmutableArray<ElementParticle> headers)
    {
        if (headers.IsEmpty)
            return this;
        var shape = new TypeShape(new XmlQualifiedName(HeadersProperty));
        shape.Complete(
            null, [], new ContentModel(new GroupParticle(Choice: false, [.. headers], 1, 1), mixed: false), isAbstract: false);
        var type = Type.With(shape);
        return this with
        {
            Element = Element is null ? null : Element with { Type = type },
            Type = type,
            Headers = headers,
            Bare = this,
        };
    }

    /// <summary>The same for those who are not to give, or to see, one of the blocks.</summary>
    public SoapMessage Without(XmlQualifiedName header) => Headers.Any(h => h.Element.Name == header)
        ? Bare!.With([.. Headers.Where(h => h.Element.Name != header)])
        : this;
}

using System.Collections.Frozen;
using System.Xml;

namespace Hub.Soap.Shapes;

/// <summary>All global elements and types of a contract: what may turn up where a type leaves its content open.</summary>
internal sealed class KnownShapes
{
    private FrozenDictionary<XmlQualifiedName, ElementShape> _elements = FrozenDictionary<XmlQualifiedName, ElementShape>.Empty;
    private FrozenDictionary<XmlQualifiedName, (string Name, TypeShape Type)> _types =
        FrozenDictionary<XmlQualifiedName, (string, TypeShape)>.Empty;
    private FrozenDictionary<string, TypeShape> _typesByName = FrozenDictionary<string, TypeShape>.Empty;

    public FrozenDictionary<XmlQualifiedName, ElementShape> Elements => _elements;

    /// <summary>The types by their JSON <c>@type</c>: XML Schema's own as <c>xs:int</c>.</summary>
    public FrozenDictionary<string, TypeShape> Types => _typesByName;

    /// <summary>The property that names a type: <c>@type</c>, unless one of them has an attribute of that name.</summary>
    public string TypeProperty { get; private set; } = "@type";

    /// <summary>A type by its name in XML, with the one it has in JSON.</summary>
    public bool TryFind(XmlQualifiedName name, out (string Name, TypeShape Type) known) => _types.TryGetValue(name, out known);

    public void Complete(IEnumerable<ElementShape> elements, IEnumerable<(string Name, TypeShape Type)> types)
    {
        _elements = elements.ToFrozenDictionary(e => e.Name);
        var all = types.ToList();
        if (all.Exists(t => t.Type.Attributes.Any(a => a.Property == "@type")))
            TypeProperty = "@xsi:type";
        _types = all.ToFrozenDictionary(t => t.Type.Name);
        _typesByName = all.ToFrozenDictionary(t => t.Name, t => t.Type, StringComparer.Ordinal);
    }
}

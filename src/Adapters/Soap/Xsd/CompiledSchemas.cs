using System.Xml;
using System.Xml.Schema;

namespace Hub.Soap.Xsd;

/// <summary>
/// Compiled schemas by name. Not the set's own tables: those stay empty when a single definition has a fault.
/// </summary>
internal sealed class CompiledSchemas
{
    private readonly Dictionary<XmlQualifiedName, XmlSchemaElement> _elements = [];
    private readonly Dictionary<XmlQualifiedName, XmlSchemaType> _types = [];

    public CompiledSchemas(IEnumerable<XmlSchema> schemas, SchemaFaults faults)
    {
        Faults = faults;
        foreach (var schema in schemas)
        {
            foreach (var element in schema.Elements.Values.Cast<XmlSchemaElement>())
                _elements.TryAdd(element.QualifiedName, element);
            foreach (var type in schema.SchemaTypes.Values.Cast<XmlSchemaType>())
                _types.TryAdd(type.QualifiedName, type);
        }
    }

    public SchemaFaults Faults { get; }

    public IReadOnlyCollection<XmlSchemaElement> Elements => _elements.Values;

    public IReadOnlyCollection<XmlSchemaType> Types => _types.Values;

    public XmlSchemaElement? Element(XmlQualifiedName name) => _elements.GetValueOrDefault(name);

    /// <summary>A type of the schemas, or one that XML Schema has itself.</summary>
    public XmlSchemaType? Type(XmlQualifiedName name) =>
        _types.GetValueOrDefault(name)
            ?? XmlSchemaType.GetBuiltInSimpleType(name)
            ?? (XmlSchemaType?)XmlSchemaType.GetBuiltInComplexType(name);
}

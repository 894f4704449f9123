using System.Xml;
using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>XML Schema's own simple types as shapes.</summary>
internal static class SimpleShapes
{
    private static readonly XmlTypeCode[] Codes =
        [.. Enum.GetValues<XmlTypeCode>().Distinct().Where(c => c is >= XmlTypeCode.String and <= XmlTypeCode.PositiveInteger)];

    /// <summary>Each with its JSON name, such as <c>xs:int</c>.</summary>
    public static IEnumerable<(string Name, TypeShape Type)> All()
    {
        foreach (var code in Codes)
            if (XmlSchemaType.GetBuiltInSimpleType(code) is { QualifiedName: { IsEmpty: false } name } type
                && name.Namespace == XmlSchema.Namespace)
                yield return ($"xs:{name.Name}", Of(name, SimpleValue.Of(type)));
    }

    public static TypeShape Of(XmlQualifiedName name, SimpleValue value)
    {
        var shape = new TypeShape(name);
        shape.Complete(value, [], ContentModel.Empty, isAbstract: false);
        return shape;
    }
}

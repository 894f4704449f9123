using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>What simple types are made of.</summary>
internal static class SimpleTypes
{
    /// <summary>The type of a list's entries.</summary>
    public static XmlSchemaSimpleType? ItemOf(XmlSchemaType list)
    {
        foreach (var type in Lineage.Of(list))
        {
            if (type is XmlSchemaSimpleType { Content: XmlSchemaSimpleTypeList { BaseItemType: { } item } })
                return item;
            // The three lists that XML Schema itself has.
            if (type.QualifiedName.Namespace == XmlSchema.Namespace
                && type.TypeCode is XmlTypeCode.NmToken or XmlTypeCode.Idref or XmlTypeCode.Entity)
                return XmlSchemaType.GetBuiltInSimpleType(type.TypeCode);
        }

        return null;
    }

    /// <summary>The types that a union is made of.</summary>
    public static IEnumerable<XmlSchemaSimpleType> MembersOf(XmlSchemaType union)
    {
        foreach (var type in Lineage.Of(union))
            if (type is XmlSchemaSimpleType { Content: XmlSchemaSimpleTypeUnion { BaseMemberTypes: { } members } })
                return members;
        return [];
    }
}

using System.Xml.Schema;

namespace Hub.Adapters.Shapes;

/// <summary>What simple types are made of.</summary>
internal static class SimpleTypes
{
    /// <summary>The type of a list's entries.</summary>
    public static XmlSchemaSimpleType? ItemOf(XmlSchemaType list)
    {
        for (XmlSchemaType? type = list; type is not null; type = type.BaseXmlSchemaType)
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
        for (XmlSchemaType? type = union; type is not null; type = type.BaseXmlSchemaType)
            if (type is XmlSchemaSimpleType { Content: XmlSchemaSimpleTypeUnion { BaseMemberTypes: { } members } })
                return members;
        return [];
    }
}

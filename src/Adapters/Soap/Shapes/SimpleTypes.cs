using System.Collections.Immutable;
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

    /// <summary>
    /// Returns the qualified names that a type lists, as JSON has them; empty where it lists none, or a prefix of theirs is not
    /// declared.
    /// </summary>
    public static ImmutableArray<string> NamesOf(XmlSchemaType type)
    {
        foreach (var step in Lineage.Of(type))
        {
            if (step is not XmlSchemaSimpleType { Content: XmlSchemaSimpleTypeRestriction { Facets: var facets } })
                continue;
            var names = facets.OfType<XmlSchemaEnumerationFacet>().Select(NameOf).ToList();
            if (names.Count > 0)
                return names.Contains(null) ? [] : [.. names.OfType<string>().Distinct(StringComparer.Ordinal)];
        }

        return [];
    }

    private static string? NameOf(XmlSchemaEnumerationFacet facet)
    {
        var name = facet.Value?.Trim() ?? "";
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        var (prefix, local) = colon < 0 ? ("", name) : (name[..colon], name[(colon + 1)..]);
        for (XmlSchemaObject? around = facet; around is not null; around = around.Parent)
            if (around.Namespaces.ToArray().FirstOrDefault(n => n.Name == prefix) is { Namespace: { Length: > 0 } space })
                return $"{{{space}}}{local}";
        return colon < 0 ? name : null;
    }
}

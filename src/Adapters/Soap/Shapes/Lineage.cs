using System.Xml.Schema;

namespace Hub.Soap.Shapes;

/// <summary>A type of a schema and what it is derived from.</summary>
internal static class Lineage
{
    /// <summary>
    /// Returns the type, its base, the base of that and so on. Each once: a type that is derived from itself in the end is a
    /// fault that the schema's compiler tells, and nobody must follow it for ever.
    /// </summary>
    public static IEnumerable<XmlSchemaType> Of(XmlSchemaType? type)
    {
        var seen = new HashSet<XmlSchemaType>();
        for (var step = type; step is not null && seen.Add(step); step = step.BaseXmlSchemaType)
            yield return step;
    }
}

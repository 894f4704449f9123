using System.Xml.Linq;
using System.Xml.Schema;
using Hub.Soap.Xml;

namespace Hub.Soap.Xsd;

/// <summary>As much of a schema as can be read. The compiler takes a whole schema or nothing of it.</summary>
internal static class ReadableSchema
{
    private static readonly XNamespace Xs = SoapNamespaces.Schema;

    /// <summary>Adds the schema to those that are compiled together.</summary>
    /// <param name="document">It.</param>
    /// <param name="set">Those; its own handler is not asked.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    /// <param name="warnings">What had to be left out.</param>
    /// <returns>Null when it is no schema at all, which is told.</returns>
    public static XmlSchema? Add(SchemaDocument document, XmlSchemaSet set, SchemaFaults faults, List<string> warnings)
    {
        var found = new List<ValidationEventArgs>();
        var schema = Read(document.Root, document.Location, found);
        if (!IsTaken(schema, set, found) && LeaveOut(document, warnings))
        {
            found.Clear();
            schema = Read(document.Root, document.Location, found);
            IsTaken(schema, set, found);
        }

        foreach (var fault in found)
            faults.Add(document, fault);
        return schema;
    }

    // What cannot be read goes, so that the rest can.
    private static bool LeaveOut(SchemaDocument document, List<string> warnings)
    {
        var (root, left) = (document.Root, false);
        foreach (var part in root.Elements().Where(e => e.Name != Xs + "import" && e.Name != Xs + "redefine").ToList())
        {
            var found = new List<ValidationEventArgs>();
            var alone = new XElement(root.Name, root.Attributes(), part);
            if (IsTaken(Read(alone, document.Location, found), new XmlSchemaSet { XmlResolver = null }, found))
                continue;
            warnings.Add($"{document.File}: {part.Name.LocalName} '{(string?)part.Attribute("name")}' cannot be read: "
                + found.FirstOrDefault()?.Message);
            part.Remove();
            left = true;
        }

        return left;
    }

    private static XmlSchema? Read(XElement root, Uri location, List<ValidationEventArgs> found)
    {
        using var reader = BoundedXml.Read(new StringReader(root.ToString(SaveOptions.DisableFormatting)), location.ToString());
        return XmlSchema.Read(reader, (_, fault) => found.Add(fault));
    }

    // Not, where it has a fault for which the compiler would pass over all of it.
    private static bool IsTaken(XmlSchema? schema, XmlSchemaSet set, List<ValidationEventArgs> found)
    {
        void OnFault(object? sender, ValidationEventArgs fault) => found.Add(fault);

        if (schema is null || found.Exists(f => f.Severity == XmlSeverityType.Error))
            return false;
        set.ValidationEventHandler += OnFault;
        try
        {
            return set.Add(schema) is not null;
        }
        finally
        {
            set.ValidationEventHandler -= OnFault;
        }
    }
}

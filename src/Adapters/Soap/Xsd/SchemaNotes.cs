using System.Xml;
using System.Xml.Schema;

namespace Hub.Soap.Xsd;

/// <summary>Names and notes of schema objects, as the hub shows them.</summary>
internal static class SchemaNotes
{
    private const int Longest = 2000;

    public static string Qualified(XmlQualifiedName name) => $"{{{name.Namespace}}}{name.Name}";

    /// <summary>The documentation, or null when there is none.</summary>
    public static string? Of(XmlSchemaAnnotated annotated)
    {
        var texts = annotated.Annotation?.Items.OfType<XmlSchemaDocumentation>()
            .SelectMany(d => d.Markup ?? [])
            .Select(n => n?.InnerText);
        return texts is null ? null : Of(string.Join(' ', texts));
    }

    /// <summary>A text in one line; null when nothing is left of it.</summary>
    public static string? Of(string? text)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length == 0 ? null : line.Length <= Longest ? line : line[..Longest];
    }
}

using System.Text;
using System.Xml;
using Hub.Soap.Xml;

namespace Hub.Adapters.Surface;

/// <summary>Lays a message out for eyes.</summary>
internal static class MessageText
{
    private static readonly XmlWriterSettings Indented = new() { Indent = true, OmitXmlDeclaration = true };

    /// <returns>The message with every element on a line of its own; null for what is no XML.</returns>
    public static string? Indent(string message)
    {
        if (!message.AsSpan().TrimStart().StartsWith("<"))
            return null;
        try
        {
            var text = new StringBuilder(message.Length * 2);
            using (var reader = BoundedXml.Read(new StringReader(message), ""))
            using (var writer = XmlWriter.Create(text, Indented))
                writer.WriteNode(reader, defattr: false);
            return text.ToString();
        }
        catch (XmlException)
        {
            return null;
        }
    }
}

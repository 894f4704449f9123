using System.Xml;
using System.Xml.Schema;

namespace LegacyLandscape.Soap;

/// <summary>
/// Writes elements of a contract's two namespaces: messages and types. The prefixes are declared once, at the response.
/// </summary>
internal sealed class ContractWriter(XmlWriter writer, SoapService service)
{
    public void Response(string operation, Action<ContractWriter> content)
    {
        writer.WriteStartElement("m", $"{operation}Response", service.Messages);
        writer.WriteAttributeString("xmlns", "t", null, service.Types);
        content(this);
        writer.WriteEndElement();
    }

    public void Message(string name, Action content)
    {
        writer.WriteStartElement("m", name, service.Messages);
        content();
        writer.WriteEndElement();
    }

    public void Message(string name, long value) => Message(name, () => writer.WriteValue(value));

    public void Type(string name, Action content)
    {
        writer.WriteStartElement("t", name, service.Types);
        content();
        writer.WriteEndElement();
    }

    public void Attribute(string name, string? value)
    {
        if (value is not null)
            writer.WriteAttributeString(name, value);
    }

    public void Text(string value) => writer.WriteString(value);

    public void Field(string name, string value) => writer.WriteElementString("t", name, service.Types, value);

    /// <summary>Absent when there is no value.</summary>
    public void Optional(string name, string? value)
    {
        if (value is not null)
            Field(name, value);
    }

    /// <summary>xsi:nil when there is no value.</summary>
    public void Nillable(string name, string? value) => Type(name, () =>
    {
        if (value is null)
            writer.WriteAttributeString("xsi", "nil", XmlSchema.InstanceNamespace, "true");
        else
            writer.WriteString(value);
    });

    /// <summary>Whole seconds in UTC: none of these systems keeps finer time.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'");
}

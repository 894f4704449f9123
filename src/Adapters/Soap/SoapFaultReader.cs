using System.Text.Json.Nodes;
using System.Xml;

namespace Hub.Adapters.Soap;

/// <summary>Reads a fault: 1.1 (faultcode, faultstring, detail) and 1.2 (Code, Reason, Detail) alike.</summary>
internal static class SoapFaultReader
{
    private const int LongestText = 500;

    public static SoapFault Read(XmlReader reader, SoapContract contract)
    {
        var fault = new SoapFault("", "", null, null);
        if (!SoapEnvelope.MoveToFirstChild(reader))
            return fault;
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            BoundedXml.CheckDepth(reader);
            switch (reader.LocalName)
            {
                case "faultcode" or "Code":
                    fault = fault with { Code = LocalPart(FirstText(reader)) };
                    break;
                case "faultstring" or "Reason":
                    fault = fault with { Text = FirstText(reader) };
                    break;
                case "detail" or "Detail":
                    fault = ReadDetail(reader, contract, fault);
                    break;
                default:
                    BoundedXml.SkipElement(reader);
                    break;
            }
        }

        return fault;
    }

    private static SoapFault ReadDetail(XmlReader reader, SoapContract contract, SoapFault fault)
    {
        using var detail = reader.ReadSubtree();
        detail.Read();
        if (SoapEnvelope.MoveToFirstChild(detail))
        {
            var name = new XmlQualifiedName(detail.LocalName, detail.NamespaceURI);
            fault = fault with { DetailName = name.Name, Detail = ReadKnown(detail, contract, name) };
        }

        while (detail.Read())
            BoundedXml.CheckDepth(detail);
        detail.Close();
        reader.Read();
        return fault;
    }

    private static JsonNode? ReadKnown(XmlReader detail, SoapContract contract, XmlQualifiedName name)
    {
        try
        {
            return contract.Elements.TryGetValue(name, out var shape) ? XmlToJson.Read(detail, shape) : null;
        }
        catch (MalformedDocumentException)
        {
            // A fault is a fault, even if its details are not what was declared.
            return null;
        }
    }

    // The first text within: 1.2 wraps code and reason once more, 1.1 does not.
    private static string FirstText(XmlReader reader)
    {
        using var element = reader.ReadSubtree();
        var text = "";
        while (element.Read())
        {
            BoundedXml.CheckDepth(element);
            if (text.Length == 0 && element.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
                text = element.Value.Trim();
        }

        element.Close();
        reader.Read();
        return text.Length <= LongestText ? text : text[..LongestText];
    }

    private static string LocalPart(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
}

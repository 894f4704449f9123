using System.Xml;
using Hub.Adapters.Shapes;
using Hub.Adapters.Systems;

namespace Hub.Adapters.Soap;

/// <summary>Reads a fault: 1.1 (faultcode, faultstring, detail) and 1.2 (Code, Reason, Detail) alike.</summary>
internal static class SoapFaultReader
{
    private const int LongestText = 500;

    public static SystemOutcome Read(XmlReader reader, SoapContract contract, SoapOperation operation)
    {
        var codes = new List<XmlQualifiedName>();
        var fault = new Fault([FaultTable.NoCode], "", null, null);
        if (!SoapEnvelope.MoveToFirstChild(reader))
            return fault;
        while (reader.MoveToContent() == XmlNodeType.Element)
        {
            BoundedXml.CheckDepth(reader);
            switch (reader.LocalName)
            {
                case "faultcode" or "Code":
                    codes = ReadCodes(reader);
                    if (codes.Count > 0)
                        fault = fault with { Codes = [.. codes.Select(c => c.Name)] };
                    break;
                case "faultstring" or "Reason":
                    fault = fault with { Text = FirstText(reader) };
                    break;
                case "detail" or "Detail":
                    fault = ReadDetail(reader, contract, operation, fault);
                    break;
                default:
                    BoundedXml.SkipElement(reader);
                    break;
            }
        }

        return codes.Any(IsAboutCredentials) ? new Denied() : fault;
    }

    // Web Services Security 1.1.1, section 12. Receivers in the field forget the namespace of the plainest one.
    private static bool IsAboutCredentials(XmlQualifiedName code) =>
        code.Name == "FailedAuthentication" || (code.Namespace == SoapNamespaces.Security && code.Name is
            "InvalidSecurity" or "InvalidSecurityToken" or "SecurityTokenUnavailable" or "UnsupportedSecurityToken"
                or "FailedCheck" or "MessageExpired");

    private static Fault ReadDetail(XmlReader reader, SoapContract contract, SoapOperation operation, Fault fault)
    {
        using var detail = reader.ReadSubtree();
        detail.Read();
        // Some stacks put their own words first: what the operation declares is what counts, else whatever comes first.
        for (var more = SoapEnvelope.MoveToFirstChild(detail); more && detail.MoveToContent() == XmlNodeType.Element;)
        {
            var name = new XmlQualifiedName(detail.LocalName, detail.NamespaceURI);
            if (fault.DetailName is not null && !operation.Faults.Contains(name.Name, StringComparer.Ordinal))
            {
                BoundedXml.SkipElement(detail);
                continue;
            }

            fault = fault with { DetailName = name.Name, Detail = ReadKnown(detail, contract, operation, name) };
            if (operation.Faults.Contains(name.Name, StringComparer.Ordinal))
                break;
        }

        while (detail.Read())
            BoundedXml.CheckDepth(detail);
        detail.Close();
        reader.Read();
        return fault;
    }

    private static JsonText? ReadKnown(XmlReader detail, SoapContract contract, SoapOperation operation, XmlQualifiedName name)
    {
        var shape = contract.Elements.GetValueOrDefault(name)
            ?? operation.FaultElements.FirstOrDefault(f => f.Name.Name == name.Name)
            ?? contract.Elements.Values.FirstOrDefault(e => name.Namespace.Length == 0 && e.Name.Name == name.Name
                && operation.Faults.Contains(name.Name, StringComparer.Ordinal));
        using var element = detail.ReadSubtree();
        element.Read();
        JsonText? read = null;
        try
        {
            read = shape is null ? null : XmlToJson.Read(element, shape);
        }
        catch (MalformedDocumentException)
        {
            // A fault is a fault, even if its details are not what was declared.
        }

        while (element.Read())
            BoundedXml.CheckDepth(element);
        element.Close();
        detail.Read();
        return read;
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

    // 1.1 has one code as text, 1.2 a value and within a subcode the next; their prefixes are bound where they stand.
    private static List<XmlQualifiedName> ReadCodes(XmlReader reader)
    {
        using var element = reader.ReadSubtree();
        var codes = new List<XmlQualifiedName>();
        while (element.Read())
        {
            BoundedXml.CheckDepth(element);
            if (element.NodeType is XmlNodeType.Text or XmlNodeType.CDATA
                && element.Value.Trim() is { Length: > 0 and <= LongestText } text)
                codes.Add(Qualify(text, element));
        }

        element.Close();
        reader.Read();
        return codes;
    }

    private static XmlQualifiedName Qualify(string text, XmlReader at)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new XmlQualifiedName(text[(colon + 1)..], at.LookupNamespace(colon < 0 ? "" : text[..colon]) ?? "");
    }
}

using System.Xml;
using Hub.Soap.Contracts;
using Hub.Soap.Messages;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;

namespace Hub.Soap.Envelopes;

/// <summary>Reads a fault: 1.1 (faultcode, faultstring, detail) and 1.2 (Code, Reason, Detail) alike.</summary>
internal static class SoapFaultReader
{
    private const int LongestCode = 500;

    /// <summary>
    /// Whether the element in a body is a fault. Some write it without a namespace, or with that of the other version.
    /// </summary>
    public static bool IsAt(XmlReader reader, SoapOperation operation) =>
        reader.LocalName == "Fault"
        && (SoapNamespaces.IsEnvelope(reader.NamespaceURI)
            || (reader.NamespaceURI.Length == 0 && operation.Output is not { Rpc: false, Element.Name.Name: "Fault" }));

    public static SystemOutcome Read(XmlReader reader, SoapContract contract, SoapOperation operation)
    {
        var codes = new List<XmlQualifiedName>();
        var fault = new Fault([FaultCodes.Missing], "", null, null);
        var detail = new FaultText();
        if (!SoapEnvelope.MoveToFirstChild(reader))
            return fault;
        while (reader.MoveToContent() is not (XmlNodeType.EndElement or XmlNodeType.None))
        {
            BoundedXml.CheckDepth(reader);
            switch (reader.NodeType == XmlNodeType.Element ? reader.LocalName.ToLowerInvariant() : "")
            {
                case "faultcode" or "code":
                    codes = ReadCodes(reader);
                    if (codes.Count > 0)
                        fault = fault with { Codes = [.. codes.Select(c => c.Name)] };
                    break;
                case "faultstring" or "reason":
                    fault = fault with { Text = ReadText(reader) };
                    break;
                case "detail":
                    fault = ReadDetail(reader, contract, operation, fault, detail);
                    break;
                case "":
                    reader.Read();
                    break;
                default:
                    BoundedXml.SkipElement(reader);
                    break;
            }
        }

        if (codes.Any(IsAboutCredentials))
            return new Denied();
        return fault.Text.Length > 0 ? fault
            : fault with { Text = fault.Detail is { } known ? FaultText.Of(known.Root) : detail.ToString() };
    }

    // Web Services Security 1.1.1, section 12. Receivers in the field forget the namespace of the plainest one.
    private static bool IsAboutCredentials(XmlQualifiedName code) =>
        code.Name == "FailedAuthentication" || (code.Namespace == SoapNamespaces.Security && code.Name is
            "InvalidSecurity" or "InvalidSecurityToken" or "SecurityTokenUnavailable" or "UnsupportedSecurityToken"
                or "FailedCheck" or "MessageExpired");

    private static Fault ReadDetail(
        XmlReader reader, SoapContract contract, SoapOperation operation, Fault fault, FaultText text)
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

            fault = fault with { DetailName = name.Name, Detail = ReadKnown(detail, contract, operation, name, text) };
            if (operation.Faults.Contains(name.Name, StringComparer.Ordinal))
                break;
        }

        if (fault.DetailName is null && detail.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            text.Add(detail.Value);
        while (detail.Read())
            BoundedXml.CheckDepth(detail);
        detail.Close();
        reader.Read();
        return fault;
    }

    private static JsonText? ReadKnown(
        XmlReader detail, SoapContract contract, SoapOperation operation, XmlQualifiedName name, FaultText text)
    {
        var shape = contract.Elements.GetValueOrDefault(name)
            ?? operation.FaultElements.FirstOrDefault(f => f.Name.Name == name.Name)
            ?? contract.Elements.Values.FirstOrDefault(e => name.Namespace.Length == 0 && e.Name.Name == name.Name
                && operation.Faults.Contains(name.Name, StringComparer.Ordinal));
        using var element = detail.ReadSubtree();
        JsonText? read = null;
        try
        {
            if (shape is not null && element.Read())
                read = XmlToJson.Read(element, shape);
        }
        catch (MalformedDocumentException)
        {
            // A fault is a fault, even if its details are not what was declared.
        }

        text.AddTexts(element);
        element.Close();
        detail.Read();
        return read;
    }

    // 1.1 has one text, 1.2 one for each language, of which English is most likely to be understood.
    private static string ReadText(XmlReader reader)
    {
        using var element = reader.ReadSubtree();
        var (text, taken, english) = (new FaultText(), true, false);
        while (element.Read())
        {
            BoundedXml.CheckDepth(element);
            if (element.NodeType == XmlNodeType.Element && element.Depth > 0)
            {
                taken = !english && (text.IsEmpty || IsEnglish(element));
                english |= IsEnglish(element);
                text = taken ? new FaultText() : text;
            }
            else if (taken && element.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                text.Add(element.Value);
            }
        }

        element.Close();
        reader.Read();
        return text.ToString();
    }

    private static bool IsEnglish(XmlReader element) =>
        element.XmlLang.StartsWith("en", StringComparison.OrdinalIgnoreCase);

    // 1.1 has one code as text, 1.2 a value and within a subcode the next; their prefixes are bound where they stand.
    private static List<XmlQualifiedName> ReadCodes(XmlReader reader)
    {
        using var element = reader.ReadSubtree();
        var (codes, text) = (new List<XmlQualifiedName>(), "");
        while (element.Read())
        {
            BoundedXml.CheckDepth(element);
            if (element.NodeType is XmlNodeType.Text or XmlNodeType.CDATA && text.Length + element.Value.Length <= LongestCode)
                text += element.Value;
            else if (element.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
                Take(element);
        }

        element.Close();
        reader.Read();
        return codes;

        void Take(XmlReader at)
        {
            if (text.Trim() is { Length: > 0 } code)
                codes.Add(Qualify(code, at));
            text = "";
        }
    }

    private static XmlQualifiedName Qualify(string text, XmlReader at)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new XmlQualifiedName(
            text[(colon + 1)..].Trim(), at.LookupNamespace(colon < 0 ? "" : text[..colon]) ?? "");
    }
}

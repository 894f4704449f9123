using System.Collections.Frozen;
using System.Xml.Linq;
using Hub.Soap.Xml;

namespace Hub.Soap.Contracts;

/// <summary>
/// What a WSDL says about WS-Addressing: by <c>UsingAddressing</c> (https://www.w3.org/TR/ws-addr-wsdl/) or by policy
/// (https://www.w3.org/TR/ws-addr-metadata/).
/// </summary>
/// <param name="Asked">Whether the binding or one of its ports asks for the headers.</param>
/// <param name="Written">The actions that operations name.</param>
/// <param name="Made">Each operation's action by the standard's pattern.</param>
internal sealed record WsdlAddressing(bool Asked, FrozenDictionary<string, string> Written, FrozenDictionary<string, string> Made)
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;
    private static readonly XNamespace Binding2006 = "http://www.w3.org/2006/05/addressing/wsdl";
    private static readonly XNamespace Metadata = "http://www.w3.org/2007/05/addressing/metadata";
    private static readonly XNamespace[] Policies =
        ["http://www.w3.org/ns/ws-policy", "http://schemas.xmlsoap.org/ws/2004/09/policy"];
    private static readonly XName PolicyId =
        XName.Get("Id", "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd");

    public static WsdlAddressing None { get; } = new(
        Asked: false, FrozenDictionary<string, string>.Empty, FrozenDictionary<string, string>.Empty);

    /// <summary>
    /// An operation's action: as written, else its SOAPAction, else what the pattern makes (ws-addr-metadata, 4.4).
    /// </summary>
    public string ActionOf(SoapOperation operation) =>
        Written.TryGetValue(operation.Name, out var written) ? written
        : operation.SoapAction.Length > 0 ? operation.SoapAction
        : Made.GetValueOrDefault(operation.Name) ?? operation.Name;

    /// <param name="binding">The binding chosen.</param>
    /// <param name="portType">Its port type, or null.</param>
    /// <param name="definitions">The WSDL with all it imports.</param>
    public static WsdlAddressing Read(XElement binding, XElement? portType, IReadOnlyList<XElement> definitions)
    {
        var ports = definitions.Elements(Wsdl + "service").Elements(Wsdl + "port")
            .Where(p => ((string?)p.Attribute("binding"))?.Split(':')[^1] == (string?)binding.Attribute("name"));
        var operations = (portType?.Elements(Wsdl + "operation") ?? []).Where(o => o.Element(Wsdl + "input") is not null)
            .DistinctBy(o => (string?)o.Attribute("name") ?? "", StringComparer.Ordinal).ToList();
        return new WsdlAddressing(
            ports.Prepend(binding).Any(place => Asks(place, definitions)),
            operations
                .Where(o => Written(o) is { Length: > 0 })
                .ToFrozenDictionary(NameOf, o => Written(o)!, StringComparer.Ordinal),
            operations.ToFrozenDictionary(NameOf, o => Make(o, portType!), StringComparer.Ordinal));

        static string NameOf(XElement operation) => (string?)operation.Attribute("name") ?? "";

        static string? Written(XElement operation) => (string?)operation.Element(Wsdl + "input")!.Attribute(Metadata + "Action")
            ?? (string?)operation.Element(Wsdl + "input")!.Attribute(Binding2006 + "Action");
    }

    private static bool Asks(XElement place, IReadOnlyList<XElement> definitions)
    {
        if (place.Element(Binding2006 + "UsingAddressing") is not null
            || Policies.Any(p => place.Elements(p + "Policy").Any(Asks)))
            return true;
        var named = Policies.SelectMany(p => place.Elements(p + "PolicyReference"))
            .Select(r => ((string?)r.Attribute("URI"))?.TrimStart('#')).ToHashSet();
        return named.Count > 0 && Policies.SelectMany(p => definitions.DescendantsAndSelf(p + "Policy"))
            .Any(p => named.Contains((string?)p.Attribute(PolicyId)) && Asks(p));
    }

    // What a policy makes optional may be left out, and is.
    private static bool Asks(XElement policy) =>
        policy.Descendants().Any(e => (e.Name == Metadata + "Addressing" || e.Name == Binding2006 + "UsingAddressing")
            && !e.AncestorsAndSelf().Attributes().Any(o => o.Name.LocalName == "Optional" && (string)o is "true" or "1"));

    private static string Make(XElement operation, XElement portType)
    {
        var space = (string?)portType.Parent?.Attribute("targetNamespace") ?? "";
        var delimiter = space.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) ? ':' : '/';
        var name = (string?)operation.Element(Wsdl + "input")!.Attribute("name")
            ?? (string?)operation.Attribute("name") + (operation.Element(Wsdl + "output") is null ? "" : "Request");
        return string.Join(delimiter, space.TrimEnd(delimiter), (string?)portType.Attribute("name"), name);
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Hub.Adapters.Shapes;
using Hub.Platform.Plan;

namespace Hub.Adapters.Soap;

/// <summary>Reads WSDL 1.1 (https://www.w3.org/TR/wsdl): one port's operations, document/literal.</summary>
internal sealed class WsdlReader
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;
    private readonly WsdlDocuments _documents;
    private readonly SchemaCompiler _schemas;
    private readonly Dictionary<string, SoapOperation> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unsupported = new(StringComparer.Ordinal);

    private WsdlReader(WsdlDocuments documents) => (_documents, _schemas) = (documents, new SchemaCompiler(documents.Schemas));

    /// <param name="bundle">The plan's files.</param>
    /// <param name="file">The WSDL among them.</param>
    /// <param name="version">The envelope wanted; null takes 1.1 where the WSDL offers it.</param>
    /// <param name="port">The port wanted; null takes the first one of that version.</param>
    /// <exception cref="InvalidContractException">The WSDL cannot be used.</exception>
    public static SoapContract Read(PlanBundle bundle, string file, SoapVersion? version = null, string? port = null)
    {
        var reader = new WsdlReader(WsdlDocuments.Load(bundle, file));
        var (binding, found) = reader.ChooseBinding(file, version, port);
        reader.ReadBinding(binding, found);
        return new SoapContract(
            file,
            found,
            reader._operations.ToFrozenDictionary(StringComparer.Ordinal),
            reader._unsupported.ToFrozenDictionary(StringComparer.Ordinal),
            reader._schemas.GlobalElements())
        {
            Addressing = WsdlAddressing.Read(binding, reader.Find("portType", binding, "type"), reader._documents.Definitions),
        };
    }

    private (XElement Binding, SoapVersion Version) ChooseBinding(string file, SoapVersion? version, string? port)
    {
        var ports = _documents.All("service").Elements(Wsdl + "port").Where(p => port is null || (string?)p.Attribute("name") == port)
            .Select(p => Find("binding", p, "binding")).ToList();
        // A WSDL may leave its service out and say only how to speak.
        var bindings = ports.Count > 0 || port is not null ? ports.OfType<XElement>() : _documents.All("binding");
        var candidates = bindings.Select(b => (Binding: b, Version: VersionOf(b))).Where(b => b.Version is not null)
            .OrderBy(b => b.Version).ToList();
        var chosen = candidates.FirstOrDefault(b => version is null || b.Version == version);
        return chosen.Binding is null
            ? throw new InvalidContractException($"{file} has no {(port is null ? "port" : $"port '{port}'")} that speaks SOAP{Wanted(version)}.")
            : (chosen.Binding, chosen.Version!.Value);
    }

    private static string Wanted(SoapVersion? version) => version switch
    {
        SoapVersion.Soap11 => " 1.1",
        SoapVersion.Soap12 => " 1.2",
        _ => "",
    };

    private static SoapVersion? VersionOf(XElement binding) =>
        binding.Element(XName.Get("binding", SoapNamespaces.WsdlSoap11)) is not null ? SoapVersion.Soap11
        : binding.Element(XName.Get("binding", SoapNamespaces.WsdlSoap12)) is not null ? SoapVersion.Soap12
        : null;

    private void ReadBinding(XElement binding, SoapVersion version)
    {
        XNamespace soap = version == SoapVersion.Soap11 ? SoapNamespaces.WsdlSoap11 : SoapNamespaces.WsdlSoap12;
        var style = (string?)binding.Element(soap + "binding")?.Attribute("style") ?? "document";
        var portType = Find("portType", binding, "type");
        foreach (var bound in binding.Elements(Wsdl + "operation"))
        {
            var name = (string?)bound.Attribute("name") ?? "";
            var operation = portType?.Elements(Wsdl + "operation").FirstOrDefault(o => (string?)o.Attribute("name") == name);
            try
            {
                if (operation is null)
                    throw new InvalidContractException("its port type does not have it");
                _operations.TryAdd(name, ReadOperation(name, bound, operation, soap, style));
            }
            catch (InvalidContractException e)
            {
                _unsupported.TryAdd(name, e.Message);
            }
        }
    }

    private SoapOperation ReadOperation(string name, XElement bound, XElement operation, XNamespace soap, string style)
    {
        var details = bound.Element(soap + "operation");
        if (((string?)details?.Attribute("style") ?? style) != "document")
            throw new InvalidContractException("it is rpc; the hub speaks document/literal");
        var input = BodyElement(bound.Element(Wsdl + "input"), operation.Element(Wsdl + "input"), soap)
            ?? throw new InvalidContractException("its request has no body");
        var output = BodyElement(bound.Element(Wsdl + "output"), operation.Element(Wsdl + "output"), soap);
        var faults = operation.Elements(Wsdl + "fault").SelectMany(f => Find("message", f, "message")?.Elements(Wsdl + "part") ?? [])
            .Select(p => NameIn(p, "element")?.Name).OfType<string>().Distinct(StringComparer.Ordinal).ToImmutableArray();
        return new SoapOperation(name, (string?)details?.Attribute("soapAction") ?? "", input, output, faults);
    }

    private ElementShape? BodyElement(XElement? bound, XElement? direction, XNamespace soap)
    {
        if (direction is null)
            return null;
        var body = bound?.Descendants(soap + "body").FirstOrDefault();
        if ((string?)body?.Attribute("use") == "encoded")
            throw new InvalidContractException("it is encoded; the hub speaks document/literal");
        var inHeaders = bound?.Descendants(soap + "header").Select(h => (string?)h.Attribute("part")).ToHashSet() ?? [];
        var inBody = ((string?)body?.Attribute("parts"))?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var parts = Find("message", direction, "message")?.Elements(Wsdl + "part")
            .Where(p => inBody?.Contains((string?)p.Attribute("name")) ?? !inHeaders.Contains((string?)p.Attribute("name"))).ToList() ?? [];
        if (parts.Count == 0)
            return null;
        if (parts.Count > 1)
            throw new InvalidContractException("a message of it has more than one part in its body");
        var element = NameIn(parts[0], "element") ?? throw new InvalidContractException("a message of it names a type instead of an element");
        return _schemas.FindElement(element) ?? throw new InvalidContractException($"element '{element.Name}' is in no schema");
    }

    private XElement? Find(string kind, XElement referring, string attribute)
    {
        var name = NameIn(referring, attribute);
        return name is null ? null : _documents.All(kind).FirstOrDefault(e =>
            (string?)e.Attribute("name") == name.Name && ((string?)e.Parent!.Attribute("targetNamespace") ?? "") == name.Namespace);
    }

    private static XmlQualifiedName? NameIn(XElement element, string attribute)
    {
        if ((string?)element.Attribute(attribute) is not { } text)
            return null;
        var parts = text.Trim().Split(':', 2);
        var space = parts.Length == 2 ? element.GetNamespaceOfPrefix(parts[0]) : element.GetDefaultNamespace();
        return new XmlQualifiedName(parts[^1], space?.NamespaceName ?? "");
    }
}

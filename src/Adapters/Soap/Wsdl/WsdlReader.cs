using System.Collections.Frozen;
using System.Xml;
using System.Xml.Linq;
using Hub.Soap.Contracts;
using Hub.Soap.Shapes;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Wsdl;

/// <summary>Reads WSDL 1.1 (https://www.w3.org/TR/wsdl): one port's operations, document and rpc, literal and encoded.</summary>
internal sealed class WsdlReader
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;
    private readonly WsdlDocuments _documents;
    private readonly SchemaCompiler _schemas;
    private readonly Dictionary<string, SoapOperation> _operations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ILookup<string, XElement>> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _unsupported = new(StringComparer.Ordinal);

    private WsdlReader(WsdlDocuments documents) => (_documents, _schemas) = (documents, new SchemaCompiler(documents.Schemas));

    /// <param name="files">The plan's files, by their paths.</param>
    /// <param name="file">The WSDL among them.</param>
    /// <param name="version">The envelope wanted; null takes 1.1 where the WSDL offers it.</param>
    /// <param name="port">
    /// The port wanted, as <c>port</c> or <c>service/port</c>; null takes the first one of that version.
    /// </param>
    /// <exception cref="InvalidContractException">The WSDL cannot be used.</exception>
    public static SoapContract Read(
        IReadOnlyDictionary<string, byte[]> files, string file, SoapVersion? version = null, string? port = null)
    {
        var reader = new WsdlReader(WsdlDocuments.Load(files, file));
        var ports = new WsdlPorts(file, reader._documents, p => reader.Find("binding", p, "binding"));
        var chosen = ports.Choose(version, port, reader._documents.Warn);
        reader.ReadBinding(chosen.Binding, chosen.Version);
        var elements = reader._schemas.Finish();
        return new SoapContract(
            file,
            chosen.Version,
            reader._operations.ToFrozenDictionary(StringComparer.Ordinal),
            reader._unsupported.ToFrozenDictionary(StringComparer.Ordinal),
            elements)
        {
            Port = chosen.Port,
            Ports = [.. ports.All.Select(p => p.Port).OfType<SoapPort>()],
            Warnings = [.. reader._documents.Warnings],
            Addressing = WsdlAddressing.Read(
                chosen.Binding, reader.Find("portType", chosen.Binding, "type"), reader._documents.Definitions),
        };
    }

    private void ReadBinding(XElement binding, SoapVersion version)
    {
        XNamespace soap = version == SoapVersion.Soap11 ? SoapNamespaces.WsdlSoap11 : SoapNamespaces.WsdlSoap12;
        var style = (string?)binding.Element(soap + "binding")?.Attribute("style") ?? "document";
        var portType = Find("portType", binding, "type");
        var messages = new WsdlMessages(_schemas, soap, Find, _documents.Warn);
        foreach (var bound in binding.Elements(Wsdl + "operation"))
        {
            var name = (string?)bound.Attribute("name") ?? "";
            // An overload is told from the others by its input's name.
            var input = (string?)bound.Element(Wsdl + "input")?.Attribute("name");
            var named = portType?.Elements(Wsdl + "operation").Where(o => (string?)o.Attribute("name") == name).ToList() ?? [];
            var operation = named.Find(o => input is not null && (string?)o.Element(Wsdl + "input")?.Attribute("name") == input)
                ?? named.FirstOrDefault();
            if (_operations.ContainsKey(name) || _unsupported.ContainsKey(name))
                name = input is null || input == name ? $"{name}-{_operations.Count + _unsupported.Count}" : input;
            try
            {
                if (operation is null)
                    throw new InvalidContractException("its port type does not have it");
                _operations.TryAdd(name, ReadOperation(name, bound, operation, soap, style, messages));
            }
            catch (InvalidContractException e)
            {
                _unsupported.TryAdd(name, e.Message);
            }
        }
    }

    private SoapOperation ReadOperation(
        string name, XElement bound, XElement operation, XNamespace soap, string style, WsdlMessages messages)
    {
        var details = bound.Element(soap + "operation");
        var rpc = ((string?)details?.Attribute("style") ?? style) == "rpc";
        var (asked, told) = (operation.Element(Wsdl + "input"), operation.Element(Wsdl + "output"));
        if (asked is null)
            throw new InvalidContractException("the service sends it by itself; the hub calls and is not called");
        var wrapper = (string?)operation.Attribute("name") ?? name;
        var input = messages.Read(bound.Element(Wsdl + "input"), asked, rpc ? wrapper : null);
        var output = told is null ? null : messages.Read(bound.Element(Wsdl + "output"), told, rpc ? wrapper + "Response" : null);
        var faults = messages.Faults(operation);
        foreach (var type in new[] { input.Type, output?.Type })
            if (type is not null && _schemas.FaultIn(type) is { } fault)
                throw new InvalidContractException(fault);
        return new SoapOperation(
            name,
            (string?)details?.Attribute("soapAction") ?? "",
            input,
            output == SoapMessage.Empty ? null : output,
            [.. faults.Select(f => f.Name)])
        {
            OneWay = told is null,
            Documentation = SchemaNotes.Of(operation.Element(Wsdl + "documentation")?.Value),
            FaultElements = [.. faults.Select(f => f.Shape).OfType<ElementShape>()],
        };
    }

    private XElement? Find(string kind, XElement referring, string attribute)
    {
        if (((string?)referring.Attribute(attribute))?.Trim() is not { Length: > 0 } text)
            return null;
        var name = SchemaNames.Resolve(referring, text);
        if (!_definitions.TryGetValue(kind, out var all))
            _definitions[kind] = all =
                _documents.All(kind).ToLookup(e => (string?)e.Attribute("name") ?? "", StringComparer.Ordinal);
        if (name is not null && all[name.Name].FirstOrDefault(e => SpaceOf(e) == name.Namespace) is { } found)
            return found;
        // Prefixes are the most frequent fault; where there is one of that name only, it is meant.
        if (all[text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]].ToList() is not [var only])
            return null;
        _documents.Warn($"{attribute}=\"{text}\" has the wrong namespace; the only {kind} of that name is taken.");
        return only;
    }

    private static string SpaceOf(XElement definition) => (string?)definition.Parent!.Attribute("targetNamespace") ?? "";
}

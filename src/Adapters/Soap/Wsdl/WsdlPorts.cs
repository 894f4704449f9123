using System.Xml.Linq;
using Hub.Soap.Contracts;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Wsdl;

/// <summary>A port that speaks SOAP, or a binding that no service offers.</summary>
/// <param name="Binding">The binding.</param>
/// <param name="Version">The envelope.</param>
/// <param name="Port">The port; null for a binding without one.</param>
/// <param name="Http">Whether it goes over HTTP, as far as the WSDL says.</param>
internal sealed record WsdlPort(XElement Binding, SoapVersion Version, SoapPort? Port, bool Http);

/// <summary>Finds the ports of a WSDL and chooses one.</summary>
internal sealed class WsdlPorts
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;
    private static readonly string[] HttpTransports =
        ["http://schemas.xmlsoap.org/soap/http", "http://www.w3.org/2003/05/soap/bindings/HTTP/"];
    private readonly string _file;

    /// <param name="file">The WSDL, for messages.</param>
    /// <param name="documents">What it consists of.</param>
    /// <param name="find">Finds the binding of a port.</param>
    public WsdlPorts(string file, WsdlDocuments documents, Func<XElement, XElement?> find)
    {
        _file = file;
        var ports = documents.All("service").Elements(Wsdl + "port").ToList();
        // A WSDL may leave its service out and say only how to speak.
        All = ports.Count > 0 ? [.. ports.Select(p => Read(find(p), p)).OfType<WsdlPort>()]
            : [.. documents.All("binding").Select(b => Read(b, null)).OfType<WsdlPort>()];
    }

    public IReadOnlyList<WsdlPort> All { get; }

    /// <param name="version">The envelope wanted; null takes 1.1 where it is offered.</param>
    /// <param name="name">The port wanted, as <c>port</c> or <c>service/port</c>; null takes the first over HTTP.</param>
    /// <param name="warn">Told when there was a choice to make.</param>
    /// <exception cref="InvalidContractException">There is none; the message lists those there are.</exception>
    public WsdlPort Choose(SoapVersion? version, string? name, Action<string> warn)
    {
        var named = All.Where(p => name is null || name == p.Port?.Name || name == $"{p.Port?.Service}/{p.Port?.Name}").ToList();
        var candidates = named.Where(p => version is null || p.Version == version)
            .OrderByDescending(p => p.Http).ThenBy(p => p.Version).ToList();
        if (candidates.Count == 0)
            throw new InvalidContractException(
                $"{_file} has no {(name is null ? "port" : $"port '{name}'")} that speaks SOAP{Wanted(version)}{Choices(All)}.");
        if (name is not null && candidates.Select(c => c.Port?.Service).Distinct(StringComparer.Ordinal).Count() > 1)
            throw new InvalidContractException(
                $"{_file} has several ports '{name}'{Choices(candidates)}; "
                + $"say which, as in port: {candidates[0].Port?.Service}/{name}.");
        var chosen = candidates[0];
        // The same service over 1.1 and 1.2 is no choice that anybody needs to hear of.
        var others = candidates.Where(c => c.Port is not null && PortTypeOf(c) != PortTypeOf(chosen)).ToList();
        if (name is null && others.Count > 0)
            warn($"{_file} has several ports; {chosen.Port} is taken. Say port: to take another{Choices(others)}.");
        if (!chosen.Http)
            warn($"{_file}: {chosen.Port?.ToString() ?? "the binding"} is not declared to go over HTTP; the hub speaks HTTP.");
        return chosen;
    }

    private static string? PortTypeOf(WsdlPort port) => (string?)port.Binding.Attribute("type");

    private static string Choices(IReadOnlyCollection<WsdlPort> ports) =>
        ports.Count == 0 ? "" : $"; there {(ports.Count == 1 ? "is" : "are")} {string.Join(", ", ports.Select(Named))}";

    private static string Named(WsdlPort port) => port.Port?.ToString() ?? $"binding {(string?)port.Binding.Attribute("name")}";

    private static string Wanted(SoapVersion? version) => version switch
    {
        SoapVersion.Soap11 => " 1.1",
        SoapVersion.Soap12 => " 1.2",
        _ => "",
    };

    private static WsdlPort? Read(XElement? binding, XElement? port)
    {
        (SoapVersion, string)[] versions =
            [(SoapVersion.Soap11, SoapNamespaces.WsdlSoap11), (SoapVersion.Soap12, SoapNamespaces.WsdlSoap12)];
        foreach (var (version, space) in versions)
        {
            if (binding?.Element(XName.Get("binding", space)) is not { } soap)
                continue;
            var transport = (string?)soap.Attribute("transport");
            var address = port?.Elements().FirstOrDefault(e => e.Name.LocalName == "address");
            var offered = port is null ? null
                : new SoapPort(
                    (string?)port.Parent!.Attribute("name") ?? "",
                    (string?)port.Attribute("name") ?? "",
                    version,
                    (string?)address?.Attribute("location"));
            var http = transport is null || HttpTransports.Contains(transport, StringComparer.OrdinalIgnoreCase);
            return new WsdlPort(binding, version, offered, http);
        }

        return null;
    }
}

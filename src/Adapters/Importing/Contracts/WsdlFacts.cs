using System.Xml.Linq;
using Hub.Adapters.Soap;

namespace Hub.Adapters.Importing.Contracts;

/// <summary>A port that speaks SOAP.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its envelope.</param>
/// <param name="Address">Where it says it is; null where it says nothing.</param>
/// <param name="PortType">The local name of its port type.</param>
internal sealed record OfferedPort(string Name, SoapVersion Version, string? Address, string PortType);

/// <summary>What a WSDL says besides its messages: ports and their addresses, words for people, policies.</summary>
internal sealed class WsdlFacts
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;
    private readonly List<XElement> _definitions;
    private readonly ContractCopy _copy;

    public WsdlFacts(ContractCopy copy)
    {
        _copy = copy;
        _definitions = [.. copy.Documents.Where(d => d.Name == Wsdl + "definitions")];
        Ports = [.. All("service").Elements(Wsdl + "port").Select(Read).OfType<OfferedPort>()];
    }

    public IReadOnlyList<OfferedPort> Ports { get; }

    /// <summary>The operations' names as they are written.</summary>
    public List<string> OperationOrder =>
        [.. All("portType").Elements(Wsdl + "operation").Select(o => (string?)o.Attribute("name") ?? "").Distinct(StringComparer.Ordinal)];

    /// <summary>What the WSDL says of itself, as one line.</summary>
    public string? Documentation => Words(_definitions.FirstOrDefault()) ?? All("service").Select(Words).FirstOrDefault(w => w is not null);

    /// <summary>What is said of an operation, as one line.</summary>
    public string? DocumentationOf(string operation) => All("portType").Elements(Wsdl + "operation")
        .Where(o => (string?)o.Attribute("name") == operation).Select(Words).FirstOrDefault(w => w is not null);

    /// <summary>How a policy says that callers sign in (WS-SecurityPolicy), or null.</summary>
    public string? PolicyScheme(out bool digest)
    {
        var asked = _copy.Documents.SelectMany(d => d.Descendants())
            .Where(e => e.Name.NamespaceName.Contains("securitypolicy", StringComparison.OrdinalIgnoreCase)).ToList();
        digest = asked.Any(e => e.Name.LocalName == "HashPassword");
        return asked.Any(e => e.Name.LocalName is "UsernameToken") ? "usernameToken"
            : asked.Any(e => e.Name.LocalName is "HttpBasicAuthentication") ? "basic"
            : null;
    }

    /// <summary>Whether the WSDL's own words ask for a UsernameToken, as where nobody wrote a policy.</summary>
    public bool SpeaksOfUsernameToken(out bool digest)
    {
        var words = string.Join(' ', _copy.Documents.SelectMany(d => d.Descendants(Wsdl + "documentation")).Select(d => d.Value));
        digest = words.Contains("PasswordDigest", StringComparison.Ordinal);
        return words.Contains("UsernameToken", StringComparison.Ordinal);
    }

    private OfferedPort? Read(XElement port)
    {
        var binding = All("binding").FirstOrDefault(b => (string?)b.Attribute("name") == Local(port.Attribute("binding")));
        foreach (var (space, version) in new[] { (SoapNamespaces.WsdlSoap11, SoapVersion.Soap11), (SoapNamespaces.WsdlSoap12, SoapVersion.Soap12) })
            if (binding?.Element(XName.Get("binding", space)) is not null)
                return new OfferedPort(
                    (string?)port.Attribute("name") ?? "", version, ((string?)port.Element(XName.Get("address", space))?.Attribute("location"))?.Trim(), Local(binding.Attribute("type")));
        return null;
    }

    private IEnumerable<XElement> All(string name) => _definitions.SelectMany(d => d.Elements(Wsdl + name));

    private static string? Words(XElement? element) =>
        element?.Element(Wsdl + "documentation") is { } words
            && string.Join(' ', words.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) is { Length: > 0 } line ? line : null;

    private static string Local(XAttribute? name) => ((string?)name)?.Trim().Split(':')[^1] ?? "";
}

using System.Xml.Linq;
using Hub.Soap.Copying;
using Hub.Soap.Xml;

namespace Hub.Importing.Contracts;

/// <summary>What a WSDL says besides its messages and ports: words for people, the order of its operations, policies.</summary>
internal sealed class WsdlFacts(ContractCopy copy)
{
    private static readonly XNamespace Wsdl = SoapNamespaces.Wsdl;

    /// <summary>The operations' names as they are written.</summary>
    public List<string> OperationOrder { get; } =
    [
        .. copy.Documents.Elements(Wsdl + "portType").Elements(Wsdl + "operation")
            .Select(o => (string?)o.Attribute("name") ?? "")
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>What the WSDL says of itself.</summary>
    public string? Documentation =>
        copy.Documents.Concat(copy.Documents.Elements(Wsdl + "service"))
            .Where(d => d.Name.Namespace == Wsdl)
            .Select(d => (string?)d.Element(Wsdl + "documentation"))
            .FirstOrDefault(w => !string.IsNullOrWhiteSpace(w));

    /// <summary>How a policy says that callers sign in (WS-SecurityPolicy), or null.</summary>
    public string? PolicyScheme(out bool digest)
    {
        var asked = copy.Documents
            .DescendantsAndSelf()
            .Where(e => e.Name.NamespaceName.Contains("securitypolicy", StringComparison.OrdinalIgnoreCase))
            .Select(e => e.Name.LocalName).ToHashSet(StringComparer.Ordinal);
        digest = asked.Contains("HashPassword");
        return asked.Contains("UsernameToken") ? "usernameToken" : asked.Contains("HttpBasicAuthentication") ? "basic" : null;
    }

    /// <summary>Whether the WSDL's own words ask for a UsernameToken, as where nobody wrote a policy.</summary>
    public bool SpeaksOfUsernameToken(out bool digest)
    {
        var words = string.Join(' ', copy.Documents.Descendants(Wsdl + "documentation").Select(d => d.Value));
        digest = words.Contains("PasswordDigest", StringComparison.Ordinal);
        return words.Contains("UsernameToken", StringComparison.Ordinal);
    }
}

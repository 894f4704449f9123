using System.Xml.Linq;

namespace LegacyLandscape.Soap;

/// <summary>A service as its contract describes it.</summary>
/// <param name="Namespace">Soap actions are this and the operation's name.</param>
/// <param name="Version">The one version of SOAP it speaks.</param>
/// <param name="Wsdl">The embedded file with its contract.</param>
/// <param name="Schemas">The embedded schema files which that contract imports.</param>
internal sealed record SoapService(string Namespace, SoapVersion Version, string Wsdl, params IReadOnlyList<string> Schemas)
{
    public string Messages { get; } = Namespace + "/messages";

    public string Types { get; } = Namespace + "/types";

    /// <summary>The one header the service understands, if any.</summary>
    public XName? Header { get; init; }

    public string Action(string operation) => $"{Namespace}/{operation}";
}

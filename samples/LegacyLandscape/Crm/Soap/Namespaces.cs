using System.Xml.Linq;
using LegacyLandscape.Crm.Security;
using LegacyLandscape.Soap;

namespace LegacyLandscape.Crm.Soap;

internal static class Namespaces
{
    public static readonly SoapService Service = new("http://legacy.example/crm", SoapVersion.Soap12, "crm.wsdl", "crm-types.xsd")
    {
        Header = UsernameTokens.Header,
    };

    public static readonly XNamespace M = Service.Messages;
    public static readonly XNamespace T = Service.Types;
}

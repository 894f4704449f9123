using System.Xml.Linq;
using LegacyLandscape.Soap;

namespace LegacyLandscape.Erp.Soap;

internal static class Namespaces
{
    public static readonly SoapService Service = new("http://legacy.example/erp", SoapVersion.Soap11, "erp.wsdl");

    public static readonly XNamespace M = Service.Messages;
    public static readonly XNamespace T = Service.Types;
}

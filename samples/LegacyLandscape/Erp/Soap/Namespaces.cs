using System.Xml.Linq;

namespace LegacyLandscape.Erp.Soap;

internal static class Namespaces
{
    public const string Envelope = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string NextActor = "http://schemas.xmlsoap.org/soap/actor/next";
    public const string WsdlSoap = "http://schemas.xmlsoap.org/wsdl/soap/";
    public const string Schema = "http://www.w3.org/2001/XMLSchema";

    /// <summary>Soap actions are this and the operation's name.</summary>
    public const string Service = "http://legacy.example/erp";

    public const string Messages = Service + "/messages";
    public const string Types = Service + "/types";

    public static readonly XNamespace M = Messages;
    public static readonly XNamespace T = Types;
}

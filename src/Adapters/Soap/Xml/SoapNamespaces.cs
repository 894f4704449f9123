namespace Hub.Soap.Xml;

/// <summary>The namespaces of the standards.</summary>
internal static class SoapNamespaces
{
    public const string Wsdl = "http://schemas.xmlsoap.org/wsdl/";
    public const string WsdlSoap11 = "http://schemas.xmlsoap.org/wsdl/soap/";
    public const string WsdlSoap12 = "http://schemas.xmlsoap.org/wsdl/soap12/";
    public const string Envelope11 = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string Envelope12 = "http://www.w3.org/2003/05/soap-envelope";
    public const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    public const string SecurityUtility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    public const string Schema = "http://www.w3.org/2001/XMLSchema";
    public const string Encoding11 = "http://schemas.xmlsoap.org/soap/encoding/";
    public const string Encoding12 = "http://www.w3.org/2003/05/soap-encoding";
    public const string ApacheTypes = "http://xml.apache.org/xml-soap";
    public const string MimeTypes = "http://www.w3.org/2005/05/xmlmime";
    public const string Xml = "http://www.w3.org/XML/1998/namespace";
    public const string SchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";

    /// <summary>What data contracts of .NET add to any type: ids and references to them.</summary>
    public const string Serialization = "http://schemas.microsoft.com/2003/10/Serialization/";

    public static bool IsEnvelope(string space) => space is Envelope11 or Envelope12;
}

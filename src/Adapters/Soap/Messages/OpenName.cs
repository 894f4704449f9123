using System.Xml;
using Hub.Soap.Xml;
using Hub.Soap.Xsd;

namespace Hub.Soap.Messages;

/// <summary>Names of elements and attributes that no type declares, in JSON <c>{namespace}local</c>.</summary>
internal static class OpenName
{
    private const string Xmlns = "http://www.w3.org/2000/xmlns/";

    public static string Of(string local, string space) => space.Length == 0 ? local : $"{{{space}}}{local}";

    /// <summary>Always with a namespace, also the empty one: declared attributes and <c>@type</c> have none.</summary>
    public static string OfAttribute(string local, string space) => $"@{{{space}}}{local}";

    /// <summary>Whether attributes of that namespace are content, and not part of how XML or SOAP is written.</summary>
    public static bool IsContent(string space) =>
        space is not (Xmlns or SoapNamespaces.SchemaInstance or SoapNamespaces.Envelope11 or SoapNamespaces.Envelope12)
            && !EncodedTypes.IsEncoding(space);

    /// <returns>The name, or null when it is none that XML can have.</returns>
    public static XmlQualifiedName? Parse(string text)
    {
        var end = text.StartsWith('{') ? text.IndexOf('}', StringComparison.Ordinal) : -1;
        var (space, local) = end < 0 ? ("", text) : (text[1..end], text[(end + 1)..]);
        try
        {
            XmlConvert.VerifyNCName(local);
            XmlConvert.VerifyXmlChars(space);
        }
        catch (Exception e) when (e is XmlException or ArgumentException)
        {
            return null;
        }

        return space == Xmlns ? null : new XmlQualifiedName(local, space);
    }
}

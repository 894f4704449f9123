using System.Xml;
using Hub.Platform.Surface;
using Hub.Soap.Xml;

namespace Hub.Adapters.SoapSystems;

/// <summary>
/// Reads the account of a SOAP message that passes through: the <c>Username</c> of its WS-Security UsernameToken. The password
/// beside it is passed over.
/// </summary>
internal sealed class MessageAccounts : IMessageAccounts
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    public string? Find(ReadOnlyMemory<byte> head)
    {
        try
        {
            using var bytes = new MemoryStream(head.ToArray());
            using var reader = XmlReader.Create(bytes, Settings);
            var isInToken = false;
            while (reader.Read() && !IsBody(reader))
                if (reader is { LocalName: "UsernameToken", NamespaceURI: SoapNamespaces.Security })
                    isInToken = reader.NodeType == XmlNodeType.Element;
                else if (isInToken && reader is { NodeType: XmlNodeType.Element, LocalName: "Username" }
                    && reader.NamespaceURI == SoapNamespaces.Security)
                    return reader.ReadElementContentAsString().Trim() is { Length: > 0 } name ? name : null;
            return null;
        }
        catch (XmlException)
        {
            // It is no XML, or names its account behind the bytes that are read: passing it through goes on.
            return null;
        }
    }

    private static bool IsBody(XmlReader reader) => reader is { NodeType: XmlNodeType.Element, LocalName: "Body", Depth: 1 };
}

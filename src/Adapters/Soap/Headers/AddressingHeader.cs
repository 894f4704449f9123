using System.Xml;

namespace Hub.Soap.Headers;

/// <summary>
/// A request's message addressing properties (https://www.w3.org/TR/ws-addr-core/); the answer comes on the same
/// connection, which the anonymous address says.
/// </summary>
/// <param name="To">Where the message goes.</param>
/// <param name="Action">What it is.</param>
internal sealed record AddressingHeader(string To, string Action)
{
    public const string Namespace = "http://www.w3.org/2005/08/addressing";

    public void Write(XmlWriter writer, string envelope)
    {
        writer.WriteStartElement("wsa", "Action", Namespace);
        // The one a receiver goes by; it must not pass over it.
        writer.WriteAttributeString("mustUnderstand", envelope, "1");
        writer.WriteString(Action);
        writer.WriteEndElement();
        writer.WriteElementString("To", Namespace, To);
        writer.WriteElementString("MessageID", Namespace, $"urn:uuid:{Guid.NewGuid()}");
        writer.WriteStartElement("ReplyTo", Namespace);
        writer.WriteElementString("Address", Namespace, Namespace + "/anonymous");
        writer.WriteEndElement();
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Hub.Soap.Outcomes;
using Hub.Soap.Xml;

namespace Hub.Soap.Headers;

/// <summary>
/// The hub's account in a message's header: OASIS Web Services Security UsernameToken Profile 1.1
/// (https://docs.oasis-open.org/wss/v1.1/). Made anew for every message, as a nonce serves once.
/// </summary>
internal sealed class UsernameToken(Credentials credentials, TimeProvider time, bool hidden = false)
{
    private const string Profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#";
    private const string Base64 =
        "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary";
    private const int NonceLength = 16;

    // What receivers in the field assume where nothing else is agreed.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Returns a copy to show to people: without the password, and with references in place of values.</summary>
    public UsernameToken Hidden() => new(credentials, time, hidden: true);

    /// <summary>Writes the <c>Security</c> element into the envelope's <c>Header</c>.</summary>
    public void Write(XmlWriter writer, string envelope)
    {
        var now = time.GetUtcNow();
        writer.WriteStartElement("wsse", "Security", SoapNamespaces.Security);
        writer.WriteAttributeString("soap", "mustUnderstand", envelope, "1");
        writer.WriteAttributeString("xmlns", "wsu", null, SoapNamespaces.SecurityUtility);
        if (credentials.Timestamp)
            WriteTimestamp(writer, now);
        WriteToken(writer, Show(now));
        writer.WriteEndElement();
    }

    private static void WriteTimestamp(XmlWriter writer, DateTimeOffset now)
    {
        writer.WriteStartElement("Timestamp", SoapNamespaces.SecurityUtility);
        writer.WriteElementString("Created", SoapNamespaces.SecurityUtility, Show(now));
        writer.WriteElementString("Expires", SoapNamespaces.SecurityUtility, Show(now + Lifetime));
        writer.WriteEndElement();
    }

    private void WriteToken(XmlWriter writer, string created)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        writer.WriteStartElement("UsernameToken", SoapNamespaces.Security);
        writer.WriteElementString(
            "Username", SoapNamespaces.Security, hidden && credentials.IsReferenced ? Exchange.Hidden : credentials.User);
        writer.WriteStartElement("Password", SoapNamespaces.Security);
        writer.WriteAttributeString("Type", Profile + (credentials.Digest ? "PasswordDigest" : "PasswordText"));
        writer.WriteString(hidden ? Exchange.Hidden
            : credentials.Digest ? Digest(nonce, created, credentials.Password)
            : credentials.Password);
        writer.WriteEndElement();
        if (credentials.Nonce)
        {
            writer.WriteStartElement("Nonce", SoapNamespaces.Security);
            writer.WriteAttributeString("EncodingType", Base64);
            writer.WriteBase64(nonce, 0, nonce.Length);
            writer.WriteEndElement();
            writer.WriteElementString("Created", SoapNamespaces.SecurityUtility, created);
        }

        writer.WriteEndElement();
    }

    private static string Digest(byte[] nonce, string created, string password)
    {
#pragma warning disable CA5350 // the profile knows no other hash
        return Convert.ToBase64String(SHA1.HashData([.. nonce, .. Encoding.UTF8.GetBytes(created + password)]));
#pragma warning restore CA5350
    }

    private static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}

using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace LegacyLandscape.Tests.Harness;

/// <summary>A caller's wsse:Security header, with whatever may be wrong about it.</summary>
internal sealed record UsernameToken
{
    private const string Oasis = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    public static readonly XNamespace Wsse = Oasis + "wssecurity-secext-1.0.xsd";
    private static readonly XNamespace Wsu = Oasis + "wssecurity-utility-1.0.xsd";

    public string User { get; init; } = "hub";

    public string Password { get; init; } = "crm-demo-password";

    public byte[] Nonce { get; init; } = RandomNumberGenerator.GetBytes(16);

    public DateTimeOffset Created { get; init; } = TimeProvider.System.GetUtcNow();

    public string Type { get; init; } = Oasis + "username-token-profile-1.0#PasswordDigest";

    public XElement ToHeader()
    {
        var created = Created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
        byte[] secret = [.. Nonce, .. Encoding.UTF8.GetBytes(created), .. Encoding.UTF8.GetBytes(Password)];
        return new XElement(
            Wsse + "Security",
            new XAttribute(Soap12Reply.Soap + "mustUnderstand", "true"),
            new XElement(
                Wsse + "UsernameToken",
                new XElement(Wsse + "Username", User),
                new XElement(Wsse + "Password", new XAttribute("Type", Type), Convert.ToBase64String(SHA1.HashData(secret))),
                new XElement(
                    Wsse + "Nonce",
                    new XAttribute("EncodingType", Oasis + "soap-message-security-1.0#Base64Binary"),
                    Convert.ToBase64String(Nonce)),
                new XElement(Wsu + "Created", created)));
    }
}

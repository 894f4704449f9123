using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using LegacyLandscape.Soap;

namespace LegacyLandscape.Crm.Security;

/// <summary>Checks UsernameTokens with a PasswordDigest: OASIS Web Services Security UsernameToken Profile 1.1, 3.1.</summary>
internal sealed class UsernameTokens(string user, string password, TimeProvider clock)
{
    private const string Oasis = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-";
    private const string Digest = Oasis + "username-token-profile-1.0#PasswordDigest";
    private static readonly XNamespace Wsse = Oasis + "wssecurity-secext-1.0.xsd";
    private static readonly XNamespace Wsu = Oasis + "wssecurity-utility-1.0.xsd";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private readonly UsedNonces used = new();

    public static XName Header { get; } = Wsse + "Security";

    /// <exception cref="SoapFault">wsse:FailedAuthentication, without saying why.</exception>
    public void Check(XElement? security)
    {
        if (security?.Element(Wsse + "UsernameToken") is not { } token || !IsGenuine(token))
        {
            throw new SoapFault(FaultCode.Caller, "The security token could not be authenticated or authorized.")
            {
                Subcode = new XmlQualifiedName("FailedAuthentication", Wsse.NamespaceName),
            };
        }
    }

    private bool IsGenuine(XElement token)
    {
        var digest = token.Element(Wsse + "Password");
        var created = token.Element(Wsu + "Created")?.Value;
        if ((string?)digest?.Attribute("Type") != Digest
            || ReadNonce(token.Element(Wsse + "Nonce")?.Value) is not { } nonce
            || created is null || ReadTime(created) is not { } time)
            return false;

        var now = clock.GetUtcNow();
        if ((now - time).Duration() > Tolerance)
            return false;

        var expected = Encoding.ASCII.GetBytes(DigestOf(nonce, created));
        return token.Element(Wsse + "Username")?.Value == user
            && CryptographicOperations.FixedTimeEquals(expected, Encoding.UTF8.GetBytes(digest!.Value.Trim()))
            // Last, so that only who knows the password can fill the memory of nonces.
            && used.TryUse(Convert.ToBase64String(nonce), until: time + Tolerance, now);
    }

    private string DigestOf(byte[] nonce, string created) =>
        Convert.ToBase64String(SHA1.HashData([.. nonce, .. Encoding.UTF8.GetBytes(created + password)]));

    private static byte[]? ReadNonce(string? text)
    {
        var bytes = new byte[128];
        return Convert.TryFromBase64String(text ?? "", bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    private static DateTimeOffset? ReadTime(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}

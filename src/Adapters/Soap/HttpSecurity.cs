using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hub.Soap.Outcomes;

namespace Hub.Soap;

/// <summary>What of a system's credentials belongs to the connection. A server's certificate is always checked.</summary>
/// <param name="Credentials">Who the hub is.</param>
/// <param name="Authorities">Whose servers are believed instead of those the machine trusts; none for the machine's.</param>
internal sealed record HttpSecurity(SystemCredentials Credentials, X509Certificate2Collection Authorities)
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>Sets up a handler for an address.</summary>
    /// <param name="handler">The handler.</param>
    /// <param name="address">The address.</param>
    /// <param name="asTheHub">Whether its connections may be authenticated by the hub's own account.</param>
    public void Apply(SocketsHttpHandler handler, Uri address, bool asTheHub)
    {
        if (Authorities.Count > 0)
            handler.SslOptions.CertificateChainPolicy = Trust();
        if (Credentials.Certificate is [var own, ..])
            handler.SslOptions.ClientCertificateContext =
                SslStreamCertificateContext.Create(own, [.. Credentials.Certificate.Skip(1)], offline: true);
        if (!asTheHub || Credentials.Service is not { Scheme: CredentialScheme.Negotiate or CredentialScheme.Ntlm } account)
            return;
        // Elsewhere than on Windows NTLM is .NET's own: the host's project switches it on, as it is looked at once only.
        handler.Credentials = new CredentialCache
        {
            {
                new Uri(address.GetLeftPart(UriPartial.Authority)),
                account.Scheme == CredentialScheme.Ntlm ? "NTLM" : "Negotiate",
                account.User.Length == 0
                    ? CredentialCache.DefaultNetworkCredentials
                    : new NetworkCredential(account.User, account.Password, account.Domain)
            },
        };
    }

    private X509ChainPolicy Trust()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.ApplicationPolicy.Add(ServerAuthentication);
        policy.CustomTrustStore.AddRange(Authorities);
        return policy;
    }
}

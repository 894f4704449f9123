using System.Security.Cryptography.X509Certificates;

namespace Hub.Soap.Outcomes;

/// <summary>How the hub makes itself, or its callers, known to a system; never shown, never logged.</summary>
/// <param name="Service">The hub's own account, or null.</param>
/// <param name="Forward">Whether callers' own credentials are passed on.</param>
/// <param name="Certificate">
/// The certificate for TLS with its key first, then those that lead to its authority; none for no such certificate.
/// </param>
internal sealed record SystemCredentials(Credentials? Service, bool Forward, X509Certificate2Collection Certificate)
{
    public static SystemCredentials None { get; } = new(null, Forward: false, []);

    public override string ToString() => nameof(SystemCredentials);
}

/// <summary>An account on a system; never shown, never logged.</summary>
/// <param name="User">
/// The account's name; with <see cref="CredentialScheme.Negotiate"/> empty for the account the hub runs under.
/// </param>
/// <param name="Password">Its password.</param>
/// <param name="Scheme">How it is presented.</param>
/// <param name="Digest">With <see cref="CredentialScheme.UsernameToken"/>: the password's digest instead of the password.</param>
/// <param name="Timestamp">With <see cref="CredentialScheme.UsernameToken"/>: how long the message is good for.</param>
internal sealed record Credentials(
    string User, string Password, CredentialScheme Scheme = CredentialScheme.Basic, bool Digest = true, bool Timestamp = false)
{
    /// <summary>
    /// With <see cref="CredentialScheme.UsernameToken"/> and a password as text:
    /// whether <c>Nonce</c> and <c>Created</c> go with it.
    /// </summary>
    public bool Nonce { get; init; } = true;

    /// <summary>The Windows domain, where the account is in one.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Whether the account's name comes from outside of the plan, so that nobody is shown it.</summary>
    public bool IsReferenced { get; init; }

    public override string ToString() => nameof(Credentials);
}

/// <summary>How an account is presented.</summary>
internal enum CredentialScheme
{
    /// <summary>HTTP Basic authentication (RFC 7617).</summary>
    Basic,

    /// <summary>WS-Security UsernameToken in the envelope.</summary>
    UsernameToken,

    /// <summary>HTTP Negotiate (RFC 4559): Kerberos, or what both ends know besides.</summary>
    Negotiate,

    /// <summary>HTTP NTLM, as old Windows servers want it.</summary>
    Ntlm,
}

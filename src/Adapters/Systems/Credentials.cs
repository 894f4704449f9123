namespace Hub.Adapters.Systems;

/// <summary>An account on a system; never shown, never logged.</summary>
/// <param name="User">The account's name.</param>
/// <param name="Password">Its password.</param>
/// <param name="Scheme">How it is presented.</param>
/// <param name="Digest">With <see cref="CredentialScheme.UsernameToken"/>: the password's digest instead of the password.</param>
/// <param name="Timestamp">With <see cref="CredentialScheme.UsernameToken"/>: how long the message is good for.</param>
internal sealed record Credentials(
    string User, string Password, CredentialScheme Scheme = CredentialScheme.Basic, bool Digest = true, bool Timestamp = false)
{
    public override string ToString() => nameof(Credentials);
}

/// <summary>How an account is presented.</summary>
internal enum CredentialScheme
{
    /// <summary>HTTP Basic authentication (RFC 7617).</summary>
    Basic,

    /// <summary>WS-Security UsernameToken in the envelope.</summary>
    UsernameToken,
}

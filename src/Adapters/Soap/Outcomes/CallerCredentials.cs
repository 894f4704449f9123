namespace Hub.Soap.Outcomes;

/// <summary>The credentials of a caller who speaks for himself; never shown, never logged.</summary>
/// <param name="Authorization">His own <c>Authorization</c>, or null.</param>
/// <param name="OfConnection">Whether it authenticates a connection as a whole (NTLM, Negotiate), and not one request.</param>
internal sealed record CallerCredentials(string? Authorization, bool OfConnection)
{
    public override string ToString() => nameof(CallerCredentials);
}

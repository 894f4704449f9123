namespace Hub.Platform.Identity.Persons;

/// <summary>A person whom an issuer of OpenID Connect has signed in.</summary>
/// <param name="Issuer">The issuer.</param>
/// <param name="Subject">What the issuer calls the person for good (<c>sub</c>).</param>
/// <param name="SessionId">The issuer's session (<c>sid</c>); null where it has none.</param>
public sealed record SignedInPerson(string Issuer, string Subject, string? SessionId)
{
    /// <summary>
    /// Begins the names of persons; no token's name has such a character, so nobody signs in under the name of a token.
    /// </summary>
    public const string Prefix = "oidc:";

    private const int LongestName = 80;

    /// <summary>Returns the name that a person has in the hub; null where the issuer's is not one.</summary>
    /// <param name="claimed">What the issuer calls them.</param>
    public static string? NameOf(string? claimed) =>
        claimed is { Length: > 0 and <= LongestName } && !claimed.Any(c => char.IsControl(c) || char.IsSurrogate(c))
        && claimed.Trim() == claimed
            ? Prefix + claimed
            : null;
}

namespace Hub.Platform.Plan;

/// <summary>Tells by its name what holds a secret: a key of a connection string, a parameter, a header.</summary>
public static class SecretNames
{
    private static readonly string[] Parts =
        ["password", "passwd", "passphrase", "passwort", "kennwort", "pwd", "secret", "token", "apikey", "accesskey"];

    private static readonly string[] Whole =
        ["pass", "key", "sig", "signature", "auth", "authorization", "proxyauthorization", "cookie"];

    /// <summary>Whether what is called so is a secret.</summary>
    public static bool IsSecret(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var plain = new string([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
        return Whole.Contains(plain, StringComparer.Ordinal) || Parts.Any(p => plain.Contains(p, StringComparison.Ordinal));
    }
}

using Microsoft.Extensions.Primitives;

namespace Hub.Platform.Sides;

/// <summary>
/// Recognizes credentials that authenticate the connection instead of the request (RFC 4559, MS-NTHT): a server then takes
/// every later request on the connection for the same caller's. Such a connection must never serve another caller.
/// </summary>
public static class ConnectionCredentials
{
    private static readonly string[] Schemes = ["Negotiate", "NTLM", "Kerberos", "Nego2", "PKU2U"];

    /// <summary>Returns whether a value of <c>Authorization</c> holds such credentials, also as one of several.</summary>
    public static bool AreIn(in StringValues authorization)
    {
        foreach (var value in authorization)
            if (AreIn(value))
                return true;
        return false;
    }

    /// <inheritdoc cref="AreIn(in StringValues)"/>
    public static bool AreIn(ReadOnlySpan<char> authorization)
    {
        foreach (var part in authorization.Split(','))
            if (IsScheme(authorization[part].TrimStart()))
                return true;
        return false;
    }

    private static bool IsScheme(ReadOnlySpan<char> credentials)
    {
        foreach (var scheme in Schemes)
            if (credentials.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)
                && (credentials.Length == scheme.Length || credentials[scheme.Length] is ' ' or '\t'))
                return true;
        return false;
    }
}

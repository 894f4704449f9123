namespace Hub.Facade.Forwarding;

/// <summary>
/// Knows the fields in which proxies tell servers who a caller is, what was asked for and whether it was encrypted. From a
/// caller they are anyone's claim, and there is hardly a server that does not believe one of them.
/// </summary>
internal static class ClaimsOfCallers
{
    // Bits of a letter that are the same in both cases.
    private const int LetterBits = 31;
    private const int Letters = LetterBits + 1;

    // The beginnings of fields about the address, the host, the scheme or the path, which the hub itself tells sides.
    private static readonly string[] Asked =
    [
        "Base-URL", "CF-Connecting-IP", "CF-Pseudo-IPv4", "Client-IP", "Forwarded", "Front-End-", "Fastly-Client-IP",
        "Fastly-SSL", "Fly-Client-IP", "Fly-Forwarded-", "Iv-Remote-Address", "Iv-Server-Name", "True-Client-IP",
        // Variables of CGI that some servers take from fields of their name: gunicorn does so from any caller at its own
        // machine, and HTTP_CLIENT_IP is a variable by itself.
        "Proxy-Client-IP", "Path-Info", "Request-URI", "Script-Name", "HTTP-", "WL-Proxy-",
        // What sync tells a linked service of a write: from a caller it would keep the write from the legacy side.
        "Hub-Change", "Hub-Origin",
        // Files that a server may be told to answer with.
        "X-Accel-", "X-Sendfile-",
        "X-Appengine-User-IP", "X-ARR-SSL", "X-Azure-ClientIP", "X-Azure-SocketIP", "X-Client-IP", "X-Client-Host",
        "X-Client-Port", "X-Client-Proto", "X-ClientIP", "X-Cluster-Client-IP", "X-Custom-IP-Authorization",
        "X-Envoy-External-Address", "X-Envoy-Original-", "X-Forwarded", "X-Forward-", "X-Hub-", "X-Host",
        "X-HTTP-Host-Override", "X-HTTP-Destination", "X-HTTP-Path", "X-MS-Original-", "X-NF-Client-Connection-IP",
        // Some servers take the path from X-Original-URL and X-Rewrite-URL, whatever the request line says.
        "X-Original-", "X-Originating-IP", "X-Override-URL", "X-Override-Path", "X-ProxyUser-IP", "X-Proxy-User-IP",
        "X-Proxy-URL", "X-Path-Info", "X-Real-IP", "X-Rewrite-", "X-Rewritten-", "X-Replaced-Path", "X-Request-URI",
        "X-Remote-IP", "X-Remote-Addr", "X-Remote-Host", "X-Scheme", "X-SSL", "X-Server-Name-Override", "X-Script-Name",
        "X-True-Client-IP", "X-Url-Scheme", "X-Vercel-Forwarded-For", "X-Vercel-Proxied-For", "X-WAWS-",
    ];

    // The beginnings of fields in which a server that ends TLS, or knows users, names who it has found.
    private static readonly string[] Found =
    [
        "Client-Cert", "SSL-Client-", "X-SSL-", "X-Client-Cert", "X-Client-Verify", "X-Client-DN", "X-ARR-ClientCert",
        "X-Amzn-Mtls-",
        "Remote-User", "Remote-Group", "Remote-Email", "Remote-Name", "X-Remote-User", "X-Remote-Group", "X-Remote-Email",
        "X-Remote-Name", "X-Remote-Extra-",
        // SiteMinder, WebSEAL, Oracle, Shibboleth, mod_auth_openidc and mod_auth_mellon.
        "SM-", "Iv-User", "Iv-Group", "Iv-Creds", "OAM-", "Shib-", "OIDC-", "MELLON-",
        // Clouds, and proxies that sign users in. X-Auth-Token, X-Auth-User and CF-Access-Client-* are credentials
        // of a caller, and so are X-Access-Token, X-ID-Token and the Uid beside an Access-Token.
        "X-MS-Client-Principal", "X-MS-Token-", "X-Amzn-Oidc-", "X-Goog-Authenticated-User-", "X-Goog-Iap-",
        "X-Apigateway-Api-Userinfo", "X-Endpoint-API-UserInfo", "CF-Access-Authenticated-", "CF-Access-Jwt-",
        "CF-Access-User", "CF-Access-Email", "CF-Access-Group", "Tailscale-",
        "X-Auth-Request-", "X-Auth-Username", "X-Auth-Userid", "X-Auth-Email", "X-Auth-Groups", "X-Auth-Roles",
        "X-Auth-Subject", "X-Authenticated-", "X-Authentik-", "X-Consumer-", "X-Credential-Identifier", "X-Pomerium-",
        "X-Userinfo", "X-Vouch-", "X-WEBAUTH-",
        "TLS-Client-", "X-TLS-", "X-Token-Subject", "X-Trusted-User", "X-Trusted-Group", "X-Username", "X-User-Name",
        "X-User-DN", "X-User-Groups", "X-User-Roles", "X-User-Info", "X-Proxy-User", "X-Proxy-Group", "X-SSO-",
        "X-Jwt-Payload", "X-Jwt-Claim", "X-Jwt-Assertion", "Impersonate-", "X-Impersonate-",
        // Attributes of Shibboleth that have names of their own; with its attributePrefix they begin with AJP_.
        "AJP-", "eduPerson", "eduCourse", "schac", "isMemberOf", "Persistent-Id", "Targeted-Id", "Subject-Id", "Pairwise-Id",
        "Unscoped-Affiliation", "Scoped-Affiliation", "Primary-Affiliation", "Primary-OrgUnit-DN", "OrgUnit-DN", "Org-DN",
    ];

    // Names that are claims as a whole, and the beginnings of fields that are not.
    private static readonly string[] Whole =
    [
        "Proxy", "X-User", "Eppn", "Affiliation", "Entitlement", "Assurance", "Cn", "Sn", "Surname", "Given-Name",
        "GivenName", "Display-Name", "DisplayName", "Mail", "Nickname", "Ou", "EmployeeNumber", "EmployeeType",
        "DepartmentNumber",
    ];

    // By their first two letters, those with X- by the two after it.
    private static readonly Claim[][] Plain = ByLetters(0);
    private static readonly Claim[][] WithX = ByLetters(2);

    /// <summary>Returns whether a field is such a claim, also with <c>_</c> for <c>-</c>.</summary>
    public static bool Include(string header) => Find(header) is not null;

    /// <summary>Returns whether a field names a user or a certificate, which a trusted proxy may do.</summary>
    public static bool IsFound(string header) => Find(header) is { IsFound: true };

    private static Claim? Find(string header)
    {
        var at = header.Length > 1 && IsX(header) ? 2 : 0;
        if (header.Length < at + 2)
            return null;
        Claim? found = null;
        foreach (var claim in (at > 0 ? WithX : Plain)[LettersOf(header, at)])
        {
            if ((!claim.IsWhole || header.Length == claim.Name.Length) && HubFields.StartsWith(header, claim.Name)
                && found is not { IsFound: true })
                found = claim;
        }

        return found;
    }

    private static bool IsX(string header) => (header[0] | 0x20) == 'x' && (header[1] is '-' or '_');

    private static int LettersOf(string header, int at) =>
        ((header[at] & LetterBits) * Letters) + (header[at + 1] & LetterBits);

    private static Claim[][] ByLetters(int at)
    {
        var known = Asked.Select(h => new Claim(h, IsWhole: false, IsFound: false))
            .Concat(Found.Select(h => new Claim(h, IsWhole: false, IsFound: true)))
            .Concat(Whole.Select(h => new Claim(h, IsWhole: true, IsFound: h != "Proxy")))
            .Where(c => IsX(c.Name) == (at > 0)).ToLookup(c => LettersOf(c.Name, at));
        return [.. Enumerable.Range(0, Letters * Letters).Select(letters => known[letters].ToArray())];
    }

    /// <param name="Name">The field's name, or its beginning.</param>
    /// <param name="IsWhole">Whether it is the whole name.</param>
    /// <param name="IsFound">Whether it names a user or a certificate.</param>
    private sealed record Claim(string Name, bool IsWhole, bool IsFound);
}

namespace Hub.Facade.Forwarding;

/// <summary>
/// Knows the fields in which proxies tell servers who a caller is, what was asked for and whether it was encrypted. From a
/// caller they are anyone's claim, and there is hardly a server that does not believe one of them.
/// </summary>
internal static class ClaimsOfCallers
{
    // By the first letter, those with X- by the letter after it.
    private static readonly string[] B = ["Base-URL"];
    private static readonly string[] C = ["CF-Connecting-IP", "CF-Pseudo-IPv4", "Client-IP"];
    private static readonly string[] F =
        ["Forwarded", "Front-End-", "Fastly-Client-IP", "Fastly-SSL", "Fly-Client-IP", "Fly-Forwarded-"];
    // Variables of CGI that some servers take from fields of their name: gunicorn does so from any caller at its own machine.
    private static readonly string[] P = ["Proxy-Client-IP", "Path-Info"];
    private static readonly string[] R = ["Request-URI"];
    private static readonly string[] S = ["Script-Name"];
    private static readonly string[] T = ["True-Client-IP"];
    private static readonly string[] Xa =
        ["X-Appengine-User-IP", "X-ARR-ClientCert", "X-ARR-SSL", "X-Azure-ClientIP", "X-Azure-SocketIP"];
    private static readonly string[] Xc =
    [
        "X-Client-IP", "X-Client-Host", "X-Client-Port", "X-Client-Proto", "X-Client-Cert", "X-Client-Verify", "X-Client-DN",
        "X-ClientIP", "X-Cluster-Client-IP", "X-Custom-IP-Authorization",
    ];
    private static readonly string[] Xe = ["X-Envoy-External-Address", "X-Envoy-Original-"];
    private static readonly string[] Xf = ["X-Forwarded", "X-Forward-For"];
    private static readonly string[] Xh = ["X-Hub-", "X-Host", "X-HTTP-Host-Override", "X-HTTP-Destination", "X-HTTP-Path"];
    private static readonly string[] Xm = ["X-MS-Original-"];
    private static readonly string[] Xn = ["X-NF-Client-Connection-IP"];
    // Some servers take the path from X-Original-URL and X-Rewrite-URL, whatever the request line says.
    private static readonly string[] Xo = ["X-Original-", "X-Originating-IP", "X-Override-URL", "X-Override-Path"];
    private static readonly string[] Xp = ["X-ProxyUser-IP", "X-Proxy-User-IP", "X-Proxy-URL", "X-Path-Info"];
    private static readonly string[] Xr =
    [
        "X-Real-IP", "X-Rewrite-", "X-Rewritten-", "X-Replaced-Path", "X-Request-URI",
        "X-Remote-IP", "X-Remote-Addr", "X-Remote-Host", "X-Remote-User",
    ];
    private static readonly string[] Xs = ["X-Scheme", "X-SSL", "X-Server-Name-Override", "X-Script-Name"];
    private static readonly string[] Xt = ["X-True-Client-IP"];
    private static readonly string[] Xu = ["X-Url-Scheme"];
    private static readonly string[] Xv = ["X-Vercel-Forwarded-For", "X-Vercel-Proxied-For"];
    private static readonly string[] Xw = ["X-WAWS-"];

    // Fields in which a server that ends TLS, or knows users, names who it has found.
    private static readonly string[] Found =
    [
        "Client-Cert", "SSL-Client-", "X-SSL-", "X-Client-Cert", "X-Client-Verify", "X-Client-DN", "X-ARR-ClientCert",
        "X-Remote-User", "Remote-User",
    ];

    /// <summary>Returns whether a field is such a claim, also with <c>_</c> for <c>-</c>.</summary>
    public static bool Include(string header)
    {
        if (header.Length < 5)
            return false;
        var first = header[0] | 0x20;
        return first == 'x'
            ? header[1] is '-' or '_' && IsOne(header, ClaimsWithX(header[2] | 0x20))
            : first switch
            {
                'b' => IsOne(header, B),
                'c' => (header[1] | 0x20) is 'f' or 'l' && (IsOne(header, C) || IsFound(header)),
                'f' => IsOne(header, F),
                // A variable of CGI by itself: HTTP_CLIENT_IP, and HTTP_PROXY of the field Proxy.
                'h' => HubFields.StartsWith(header, "HTTP-"),
                'p' => (header.Length == 5 && HubFields.StartsWith(header, "Proxy")) || IsOne(header, P),
                'r' => IsFound(header) || IsOne(header, R),
                's' => IsFound(header) || IsOne(header, S),
                't' => IsOne(header, T),
                'w' => HubFields.StartsWith(header, "WL-Proxy-"),
                _ => false,
            };
    }

    /// <summary>Returns whether a field names a user or a certificate, which a trusted proxy may do.</summary>
    public static bool IsFound(string header) => IsOne(header, Found);

    private static string[] ClaimsWithX(int letter) => letter switch
    {
        'a' => Xa,
        'c' => Xc,
        'e' => Xe,
        'f' => Xf,
        'h' => Xh,
        'm' => Xm,
        'n' => Xn,
        'o' => Xo,
        'p' => Xp,
        'r' => Xr,
        's' => Xs,
        't' => Xt,
        'u' => Xu,
        'v' => Xv,
        'w' => Xw,
        _ => [],
    };

    private static bool IsOne(string header, string[] prefixes)
    {
        foreach (var prefix in prefixes)
            if (HubFields.StartsWith(header, prefix))
                return true;
        return false;
    }
}

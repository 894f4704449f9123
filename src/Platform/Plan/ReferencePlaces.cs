namespace Hub.Platform.Plan;

/// <summary>
/// The fields of a plan that take an address or a secret, and therefore references. A field that is not listed here
/// takes none: what is shown to people and callers never comes from outside of the plan.
/// </summary>
internal static class ReferencePlaces
{
    public const string Said =
        "${env:NAME} and ${file:PATH} stand for addresses and secrets only, which are a side, a link's 'new' and 'token', "
        + "catchAll's 'to', jwt's 'keys', notify's 'to' and 'secret', signIn's 'clientSecret', and of a system its "
        + "address, "
        + "connection, folder, credentials and the constants of its requests";

    // A list's entries have the list's own path; * is any one name, ** whatever follows.
    private static readonly string[][] Hub = Patterns(
        "catchAll.to", "jwt.keys", "notify.to", "notify.secret", "signIn.clientSecret");

    private static readonly string[][] Capability = Patterns(
        "sides.legacy", "sides.new", "sides.legacy.to", "sides.new.to", "link.new", "link.token");


    private static readonly string[][] System = Patterns(
        "soap.address", "soap.tls.ca", "sql.connection", "sql.install", "files.folder",
        "credentials.service.username", "credentials.service.password", "credentials.service.domain",
        "credentials.certificate.file", "credentials.certificate.key", "credentials.certificate.password",
        "credentials.with.**", "credentials.session.address", "credentials.session.in.**", "credentials.session.put.with.**");

    // What is sent to a system, never what is answered to a caller.
    private static readonly string[][] Requests = Patterns(
        "resources.*.in.**", "resources.*.current.in.**", "resources.*.calls.*.in.**", "resources.*.calls.*.current.in.**",
        "entities.*.*.in.**", "entities.*.*.current.in.**");

    /// <summary>Whether a field takes references.</summary>
    /// <param name="file">The plan's file.</param>
    /// <param name="path">The names of the fields that lead to it.</param>
    public static bool Take(string file, IReadOnlyList<string> path) =>
        file == "hub.yaml" ? Fits(Hub, path)
        : file.StartsWith("capabilities/", StringComparison.Ordinal) ? Fits(Capability, path)
        : file.StartsWith("systems/", StringComparison.Ordinal)
            && (Fits(System, path) || (path is [.., "const" or "default"] && Fits(Requests, path)));

    /// <summary>
    /// Returns what may stand at a place instead of a reference, so that a plan can be read where its value is not known.
    /// </summary>
    /// <param name="path">The names of the fields that lead there.</param>
    /// <param name="parent">The map that the field is in.</param>
    /// <param name="first">Whether the reference begins the value.</param>
    public static string StandIn(IReadOnlyList<string> path, PlanNode? parent, bool first) => (path[^1], first) switch
    {
        ("address" or "to" or "legacy" or "new" or "keys", true) => "http://127.0.0.1:1",
        // A host, or a port.
        ("address" or "to" or "legacy" or "new" or "keys", false) => "1",
        ("connection" or "install", true) =>
            parent?["provider"]?.Text is "postgres" or "sqlserver" ? "Server=stand-in" : "Data Source=:memory:",
        ("folder", true) => "/stand-in",
        ("secret", _) => "whsec_c3RhbmQtaW4gc3RhbmQtaW4gc3RhbmQtaW4=",
        _ => "stand-in",
    };

    private static bool Fits(string[][] patterns, IReadOnlyList<string> path) => patterns.Any(p => Fits(p, path));

    private static bool Fits(string[] pattern, IReadOnlyList<string> path)
    {
        for (var n = 0; n < pattern.Length; n++)
        {
            if (pattern[n] == "**")
                return true;
            if (n >= path.Count || (pattern[n] != "*" && pattern[n] != path[n]))
                return false;
        }

        return pattern.Length == path.Count;
    }

    private static string[][] Patterns(params IEnumerable<string> paths) => [.. paths.Select(p => p.Split('.'))];
}

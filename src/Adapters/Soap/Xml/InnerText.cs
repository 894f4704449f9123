using System.Text.RegularExpressions;

namespace Hub.Soap.Xml;

/// <summary>
/// Hides what a system's texts tell of its insides: connection strings, credentials, keys, and SQL with its values. What a
/// secret looks like cannot be listed completely; what is listed here is what drivers and frameworks write into their errors.
/// </summary>
internal static partial class InnerText
{
    private const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
        | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;

    /// <summary>Returns the text with an ellipsis in place of each.</summary>
    public static string Hide(string text) =>
        Credential.Replace(Statement.Replace(Connection.Replace(text, "…"), "…"), "…");

    // Server=db1;Database=erp, host=db1 user=sa, jdbc:oracle:thin:scott/tiger@db, amqp://user:password@host, scott/tiger@db.
    [GeneratedRegex(
        @"\b(server|data ?source|host|address|addr|network address|database|initial catalog|user ?id|uid|user ?name|user|password"
            + @"|pwd|driver|provider|dsn|port|integrated security|trusted_connection)\s*=[^;\r\n]*"
            + @"(;\s*[a-z][\w ]*=[^;\r\n]*)+;?"
            + @"|\b(host|hostaddr|dbname|user)=\S+(\s+[a-z_]+=\S+)+"
            + @"|\bjdbc:[^\s""'<>]+"
            + @"|\b[a-z][a-z0-9+.\-]*://[^\s/@""'<>]+@[^\s""'<>]+"
            + @"|\b[\w$#]+/[^\s/@]+@[\w.\-]+(:[0-9]+)?(/[\w.\-]+)?",
        Options, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Connection { get; }

    // Hibernate, SQLAlchemy, Laravel; and statements as such, to the end of the text, as their values may be anything.
    [GeneratedRegex(
        @"\bSQL\s*\[([^\[\]]|\[[^\[\]]*\])*(\]|$)|[\[(](SQL|parameters):.*"
            + @"|\binsert\s+into\s+[\w.\[\]""`$#]+\s*(\(|values\b|select\b).*"
            + @"|\bupdate\s+[\w.\[\]""`$#]+\s+set\s+[\w.\[\]""`$#]+\s*=.*"
            + @"|\bdelete\s+from\s+[\w.\[\]""`$#]+\s+where\b.*|\bselect\s+.*\sfrom\s+[\w.\[\]""`$#]+\s+([\w]+\s+)*where\b.*",
        Options | RegexOptions.Singleline, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Statement { get; }

    [GeneratedRegex(
        @"\b(proxy-)?authorization[""']?\s*[:=]\s*[""']?\w+(\s+[^\s,;""']+)?|\b(set-)?cookie:[^\r\n]*"
            + @"|\b(basic|bearer|negotiate|ntlm)\s+([\w+/.~\-]+=+|[\w+/.~\-]{16,})|\beyJ[\w\-]+\.[\w\-]+\.[\w\-]*"
            + @"|\b[\w\-]*(password|passwd|pwd|passphrase|passwort|kennwort|secret|token|(api|access|private)[_\-]?key)[""']?"
            + @"\s*(=\s*(""[^""]*""|'[^']*'|[^\s,;&""')]+)|:\s*(""[^""]*""|'[^']*'))"
            + @"|\b[\w\-]*(password|passwd|pwd|passphrase|passwort|kennwort|secret|(api|access|private)[_\-]?key)"
            + @":\s*[^\s,;""'.]+\s*($|[,;\r\n)}\]])"
            + @"|-----BEGIN [A-Z ]*PRIVATE KEY-----[^\-]*(-----END [A-Z ]*-----)?",
        Options, matchTimeoutMilliseconds: Timeout.Infinite)]
    private static partial Regex Credential { get; }
}

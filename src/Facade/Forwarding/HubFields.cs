namespace Hub.Facade.Forwarding;

/// <summary>Tells the names of header fields as sides read them.</summary>
internal static class HubFields
{
    /// <summary>Returns whether a field is one of the hub's own: <c>X-Hub-*</c>, also with <c>_</c> for <c>-</c>.</summary>
    public static bool Include(string header) =>
        header.Length > 6 && (header[0] | 0x20) == 'x' && StartsWith(header, "X-Hub-");

    /// <summary>
    /// Returns whether a name begins with another. For many a side <c>_</c> and <c>-</c> are the same: both become <c>_</c> in
    /// the variables of CGI, WSGI and PHP.
    /// </summary>
    public static bool StartsWith(string header, string prefix)
    {
        if (header.Length < prefix.Length)
            return false;
        for (var i = 0; i < prefix.Length; i++)
            if ((header[i] == '_' ? '-' : char.ToUpperInvariant(header[i])) != char.ToUpperInvariant(prefix[i]))
                return false;
        return true;
    }
}

namespace Hub.Platform.Sides.Requests;

/// <summary>JSON may escape half a surrogate pair, or hold bytes that are not UTF-8: valid to a parser, but no text.</summary>
public static class UnicodeText
{
    /// <summary>What <paramref name="read"/> gives, or null when it is no text.</summary>
    public static string? Of(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether XML 1.0 can carry a text; its surrogates are in pairs already.</summary>
    public static bool IsXml(string text) => text.All(c => c is '\t' or '\n' or '\r' or (>= ' ' and < '\uFFFE'));
}

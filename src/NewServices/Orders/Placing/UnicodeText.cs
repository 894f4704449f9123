namespace Hub.Orders.Placing;

/// <summary>JSON may escape half a surrogate pair, or hold bytes that are not UTF-8: valid to a parser, but no text.</summary>
internal static class UnicodeText
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
}

namespace Hub.ServiceKit.Requests;

/// <summary>The mark of UTF-8 that some programs write before a text, and that is no part of its JSON (RFC 8259, 8.1).</summary>
public static class ByteOrderMark
{
    private static ReadOnlySpan<byte> Utf8 => [0xEF, 0xBB, 0xBF];

    /// <summary>Returns how many bytes of a text are the mark: 0 or 3.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text) => text.StartsWith(Utf8) ? Utf8.Length : 0;
}

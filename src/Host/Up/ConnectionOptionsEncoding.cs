using System.Text;

namespace Hub.Host.Up;

/// <summary>
/// Decodes the request header <c>Connection</c> so that the fields it names are seen. Kestrel replaces a value in which it
/// knows a single option (<c>close, X-Private</c>) by that option alone, and the names would be lost: such a value gets
/// two more options, after which Kestrel leaves it alone and closes the connection after the answer.
/// </summary>
internal sealed class ConnectionOptionsEncoding : Encoding
{
    private const string Kept = ", close, keep-alive";

    // What ends at this hop is dropped whether it is named or not.
    private static readonly HashSet<string> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        "keep-alive", "close", "upgrade", "te", "http2-settings", "proxy-connection",
    };

    private ConnectionOptionsEncoding()
    {
    }

    public static ConnectionOptionsEncoding Instance { get; } = new();

    public override int GetCharCount(byte[] bytes, int index, int count) => Decode(bytes, index, count).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Decode(bytes, byteIndex, byteCount);
        text.CopyTo(0, chars, charIndex, text.Length);
        return text.Length;
    }

    public override int GetMaxCharCount(int byteCount) => byteCount + Kept.Length;

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    private static string Decode(byte[] bytes, int index, int count)
    {
        var text = Latin1.GetString(bytes, index, count);
        return Known.Contains(text) || text.Split(',', StringSplitOptions.TrimEntries).All(Known.Contains) ? text : text + Kept;
    }
}

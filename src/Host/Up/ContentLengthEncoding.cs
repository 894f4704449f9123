using System.Text;

namespace Hub.Host.Up;

/// <summary>
/// Decodes the request header <c>Content-Length</c>, of which Kestrel keeps the number only and takes a sign: a value that is
/// not digits alone (RFC 9110, 8.6) is decoded to nothing, which Kestrel refuses with 400.
/// </summary>
internal sealed class ContentLengthEncoding : Encoding
{
    // As many as a 64-bit number has.
    private const int MostDigits = 19;

    private ContentLengthEncoding()
    {
    }

    public static ContentLengthEncoding Instance { get; } = new();

    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars) =>
        bytes.Length <= MostDigits && !bytes.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Latin1.GetChars(bytes, chars) : 0;

    // Kestrel quotes the value in its log.
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        Latin1.GetChars(bytes, byteIndex, byteCount, chars, charIndex);

    public override int GetCharCount(byte[] bytes, int index, int count) => Latin1.GetCharCount(bytes, index, count);

    public override int GetMaxCharCount(int byteCount) => Latin1.GetMaxCharCount(byteCount);

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);
}

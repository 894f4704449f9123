using System.Buffers;
using System.Text;

namespace Hub.ServiceKit.Hosting;

/// <summary>
/// Decodes a path exactly once (RFC 3986, 2.4). Two characters are marked rather than decoded, by lone surrogates that no
/// valid UTF-8 decodes to: an encoded slash, which separates no segments, and a percent sign whose sequence is invalid.
/// So a value of a route is decoded by replacing marks, and <c>%252F</c> and <c>%2F</c> stay apart.
/// </summary>
public static class PathText
{
    private const char Slash = '\uDC2F';
    private const char Percent = '\uDC25';
    private static readonly SearchValues<char> Marks = SearchValues.Create(Slash, Percent);

    /// <summary>Returns a raw path or segment decoded once, with marks.</summary>
    public static string Read(ReadOnlySpan<char> raw)
    {
        if (!raw.Contains('%'))
            return raw.ToString();
        var text = new StringBuilder(raw.Length);
        while (!raw.IsEmpty)
        {
            var plain = raw.IndexOf('%') is >= 0 and var at ? at : raw.Length;
            text.Append(raw[..plain]);
            raw = raw[plain..];
            if (!raw.IsEmpty)
                raw = raw[ReadCharacter(raw, text)..];
        }

        return text.ToString();
    }

    /// <summary>Decodes a value of a route's path.</summary>
    /// <param name="value">The value, as matched.</param>
    /// <param name="decoded">The value without marks.</param>
    /// <returns>False where the value has an invalid percent sequence or is invalid UTF-8.</returns>
    public static bool TryDecode(string value, out string decoded)
    {
        decoded = value;
        if (!value.AsSpan().ContainsAny(Marks))
            return true;
        decoded = value.Replace(Slash, '/');
        return !value.Contains(Percent);
    }

    /// <summary>
    /// Encodes a value, as matched, as one segment of a path. What could not be decoded is written as received.
    /// </summary>
    public static string Encode(string value)
    {
        if (!value.AsSpan().ContainsAny(Marks))
            return Uri.EscapeDataString(value);
        var text = new StringBuilder(value.Length + 8);
        var rest = value.AsSpan();
        while (rest.IndexOfAny(Marks) is >= 0 and var at)
        {
            text.Append(Uri.EscapeDataString(rest[..at])).Append(rest[at] == Slash ? "%2F" : "%");
            rest = rest[(at + 1)..];
        }

        return text.Append(Uri.EscapeDataString(rest)).ToString();
    }

    /// <summary>Encodes a path, as matched: its segments, and the slashes between them as they are.</summary>
    public static string EncodePath(string path) => string.Join('/', path.Split('/').Select(Encode));

    /// <summary>Decodes the character that a <c>%</c> begins, or marks the percent sign.</summary>
    /// <returns>How much of the text was read.</returns>
    private static int ReadCharacter(ReadOnlySpan<char> raw, StringBuilder text)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < bytes.Length && TryReadByte(raw[(3 * count)..], out bytes[count]))
            count++;
        if (Rune.DecodeFromUtf8(bytes[..count], out var character, out var used) != OperationStatus.Done || character.Value == 0)
        {
            text.Append(Percent);
            return 1;
        }

        if (character.Value == '/')
            text.Append(Slash);
        else if (character.IsBmp)
            text.Append((char)character.Value);
        else
            text.Append(character.ToString());
        return 3 * used;
    }

    private static bool TryReadByte(ReadOnlySpan<char> raw, out byte value)
    {
        value = 0;
        return raw.Length >= 3 && raw[0] == '%' && char.IsAsciiHexDigit(raw[1]) && char.IsAsciiHexDigit(raw[2])
            && byte.TryParse(raw[1..3], System.Globalization.NumberStyles.AllowHexSpecifier, null, out value);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hub.Facade.Addressing;

/// <summary>
/// Decodes a path once as the most lenient servers do: encoded slashes, overlong UTF-8, Latin-1, <c>%uXXXX</c>, and
/// fullwidth forms as the ASCII characters they look like.
/// </summary>
internal static class LenientDecoding
{
    private const int Fullwidth = 0xFEE0;

    public static string Decode(string path)
    {
        if (!path.Contains('%') && Ascii.IsValid(path))
            return path;
        var text = new StringBuilder(path.Length);
        for (var i = 0; i < path.Length;)
        {
            var (character, length) = path[i] == '%' ? ReadEncoded(path.AsSpan(i)) : (path[i], 1);
            character = Narrow(character);
            if (character <= char.MaxValue)
                text.Append((char)character);
            else
                text.Append(char.ConvertFromUtf32(character));
            i += length;
        }

        return text.ToString();
    }

    private static int Narrow(int character) =>
        character is >= 0xFF01 and <= 0xFF5E ? character - Fullwidth
        : character is >= 0xD800 and <= 0xDFFF ? '?'
        : character;

    /// <returns>The character, and how long its encoded form is; the percent sign itself where there is none.</returns>
    private static (int Character, int Length) ReadEncoded(ReadOnlySpan<char> rest)
    {
        if (rest.Length >= 6 && rest[1] is 'u' or 'U'
            && ushort.TryParse(rest[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            return (unit, 6);
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (count < 4 && rest.Length >= (3 * count) + 3 && rest[3 * count] == '%'
            && byte.TryParse(
                rest.Slice((3 * count) + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[count]))
            count++;
        if (count == 0)
            return ('%', 1);
        if (Rune.DecodeFromUtf8(bytes[..count], out var rune, out var used) == OperationStatus.Done)
            return (rune.Value, 3 * used);
        var length = bytes[0] switch { >= 0xC0 and < 0xE0 => 2, >= 0xE0 and < 0xF0 => 3, >= 0xF0 and < 0xF8 => 4, _ => 1 };
        if (length == 1 || length > count)
            return (bytes[0], 3);
        var overlong = bytes[0] & (0x7F >> length);
        foreach (var next in bytes[1..length])
            overlong = (overlong << 6) | (next & 0x3F);
        return overlong < 0x80 ? (overlong, 3 * length) : (bytes[0], 3);
    }
}

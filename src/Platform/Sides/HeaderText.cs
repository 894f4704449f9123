using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Hub.Platform.Sides;

/// <summary>
/// Reads values of header fields. The hub passes them on as the bytes they are (RFC 9110, 5.5): one character for each
/// byte, as in ISO 8859-1. Only where the hub itself reads a value as text is it decoded.
/// </summary>
public static class HeaderText
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // All control characters but the tab, which may stand between words.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c != '\t').Select(c => (char)c), '\u007f']);

    /// <summary>Returns the value as text: decoded as UTF-8 where it is valid UTF-8, else as ISO 8859-1.</summary>
    [return: NotNullIfNotNull(nameof(value))]
    public static string? Of(string? value)
    {
        if (value is null || Ascii.IsValid(value) || value.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff'))
            return value;
        try
        {
            return Utf8.GetString(Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            return value;
        }
    }

    /// <summary>Returns whether a value holds a control character, which no field may (RFC 9110, 5.5).</summary>
    public static bool HasControls(string? value) => value.AsSpan().ContainsAny(Controls);

    /// <summary>Returns a value with a space for every control character, as RFC 9110, 5.5, has recipients do.</summary>
    public static string WithoutControls(string value) =>
        HasControls(value)
            ? string.Create(value.Length, value, static (span, from) =>
            {
                from.CopyTo(span);
                for (int at; (at = span.IndexOfAny(Controls)) >= 0;)
                    span[at] = ' ';
            })
            : value;
}

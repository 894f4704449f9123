using System.Globalization;
using System.Text;

namespace Hub.Facade.Addressing;

/// <summary>
/// Replaces characters by the plain ones that servers take them for: compatibility forms (NFKD), letters that fold to ASCII
/// letters (U+017F, U+212A), letters without their accents, and what code pages of Windows fit to separators.
/// </summary>
internal static class LookAlikes
{
    /// <summary>Returns a text with plain characters; unchanged where it is ASCII.</summary>
    public static string Narrow(string text)
    {
        if (Ascii.IsValid(text))
            return text;
        var narrowed = new StringBuilder(text.Length);
        foreach (var rune in Decompose(text).EnumerateRunes())
        {
            // Accents, and what is not seen at all.
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format)
                continue;
            narrowed.Append(rune.Value switch
            {
                0x2044 or 0x2215 or 0x29F8 => "/",
                0x2216 or 0x29F5 or 0xA5 or 0x20A9 => "\\",
                0x131 => "i",
                0xDF or 0x1E9E => "ss",
                _ => rune.ToString(),
            });
        }

        return narrowed.ToString();
    }

    private static string Decompose(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKD);
        }
        catch (ArgumentException)
        {
            // It holds a code point that is not a character, which has no other form.
            return text;
        }
    }
}
